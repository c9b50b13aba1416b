import { beforeEach, expect, it, vi } from 'vitest';
import { notify, notifyFailure } from './notices.ts';
import { INITIAL, useStore } from './store.ts';

beforeEach(() => useStore.setState(INITIAL));

it("tells main's errors in whole sentences", () => {
  const failure = { name: 'PictureError', details: '', path: null };
  notifyFailure({ ...failure, message: 'the photo was closed' });
  notifyFailure({ ...failure, message: 'vase.png does not exist. Check its name.' });
  expect(useStore.getState().notices.map(({ message }) => message)).toEqual([
    'The photo was closed.',
    'vase.png does not exist. Check its name.',
  ]);
});

it('tells errors until they are closed, and the rest for a while', () => {
  vi.useFakeTimers();
  for (const kind of ['error', 'note', 'done'] as const)
    notify({ kind, title: kind, message: '', details: '' });
  vi.runAllTimers();
  vi.useRealTimers();
  expect(useStore.getState().notices.map(({ kind }) => kind)).toEqual(['error']);
});
