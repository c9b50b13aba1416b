import { expect, it } from 'vitest';
import type { Editor } from '../editor/editor.ts';
import { pictureResponse } from './pictures.ts';

it('gives the picture of a project that is listed, and of no other', async () => {
  const thumbnail = (path: string) =>
    path === '/a b.penumbra' ? { media: 'image/png', bytes: Buffer.from('a picture') } : undefined;
  const editor = { files: { thumbnail } } as unknown as Editor;
  const asked = (project: string) =>
    pictureResponse(editor, 'thumbnail', new URLSearchParams({ project }));
  const answer = await asked('/a b.penumbra');
  expect(await answer?.text()).toBe('a picture');
  expect(answer?.headers.get('cache-control')).toBe('no-store');
  expect((await asked('/etc/passwd'))?.status).toBe(404);
});

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
