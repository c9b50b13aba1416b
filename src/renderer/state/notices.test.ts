import { expect, it } from 'vitest';
import { notifyFailure } from './notices.ts';
import { useStore } from './store.ts';

it("tells main's errors in whole sentences", () => {
  const failure = { name: 'PictureError', details: '', path: null };
  notifyFailure({ ...failure, message: 'the photo was closed' });
  notifyFailure({ ...failure, message: 'vase.png does not exist. Check its name.' });
  expect(useStore.getState().notices.map(({ message }) => message)).toEqual([
    'The photo was closed.',
    'vase.png does not exist. Check its name.',
  ]);
});
