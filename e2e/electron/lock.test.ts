import type { Session } from 'electron';
import { expect, test } from 'vitest';
import { lockSession } from '../../src/main/electron-host/lock.ts';
import { cancellable } from './cancellable.ts';
import { SessionStandIn } from './session.ts';

function locked(isDevelopment: boolean): SessionStandIn {
  const session = new SessionStandIn();
  // It has what is locked of a session.
  lockSession(session as unknown as Session, isDevelopment, () => undefined);
  return session;
}

test('what is made in the page itself may be loaded', () => {
  expect(locked(false).isAllowed('blob:penumbra://app/1f9a')).toBe(true);
  expect(locked(false).isAllowed('data:image/png;base64,AAAA')).toBe(true);
});

test('the developer tools are loaded in development alone', () => {
  const tools = 'devtools://devtools/bundled/devtools_app.html';
  expect(locked(true).isAllowed(tools)).toBe(true);
  expect(locked(false).isAllowed(tools)).toBe(false);
});

test('nothing is downloaded', () => {
  const download = cancellable({});
  locked(false).emit('will-download', download);
  expect(download.isPrevented).toBe(true);
});
