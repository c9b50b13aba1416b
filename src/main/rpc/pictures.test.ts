import { expect, it } from 'vitest';
import type { Editor } from '../editor/editor.ts';
import { pictureResponse } from './pictures.ts';

it.each([
  ['image/png', 'image/png'],
  ['text/html', 'application/octet-stream'],
  ['image/svg+xml', 'application/octet-stream'],
])(
  'a preview that its project calls %s is sent as %s, and may run nothing',
  async (media, type) => {
    const preview = () => ({ media, bytes: Buffer.from('<script>alert(1)</script>') });
    const editor = { workspaceOf: () => ({ preview }) } as unknown as Editor;
    const answer = await pictureResponse(editor, 'preview/key/cluster/1', new URLSearchParams());
    expect(answer?.headers.get('content-type')).toBe(type);
    expect(answer?.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  },
);
