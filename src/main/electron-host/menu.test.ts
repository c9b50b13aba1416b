import type { MenuItemConstructorOptions } from 'electron';
import { expect, test } from 'vitest';
import { type MenuState, menuTemplate } from './menu.ts';

const state: MenuState = {
  platform: 'linux',
  isDevelopment: false,
  isOpen: true,
  shortcuts: {},
  recents: [],
};
let done: string[] = [];
const actions = {
  command: (id: string) => void done.push(id),
  openRecent: (path: string) => void done.push(path),
  inText: (what: string) => void done.push(`${what} in text`),
};

function entries(change: Partial<MenuState> = {}): MenuItemConstructorOptions[] {
  return menuTemplate({ ...state, ...change }, actions).flatMap(({ submenu }) =>
    Array.isArray(submenu) ? submenu : [],
  );
}

function entry(id: string, change: Partial<MenuState> = {}): MenuItemConstructorOptions {
  const found = entries(change).find((one) => one.id === id);
  if (!found) throw new Error(`no entry ${id}`);
  return found;
}

function choose({ click }: MenuItemConstructorOptions, isByKey: boolean): void {
  // The item itself and the window play no part.
  click?.({} as never, undefined, { triggeredByAccelerator: isByKey } as never);
}

test('a command shows the first of its keys, and none where it has none', () => {
  expect(entry('redo').accelerator).toBe('CommandOrControl+Shift+Z');
  expect(entry('models')).not.toHaveProperty('accelerator');
});

test('without a project only what needs none can be chosen', () => {
  const can = entries({ isOpen: false }).filter(({ id, enabled }) => id && enabled);
  expect(can.map(({ id }) => id)).toEqual(['open', 'models', 'shortcuts']);
});

test.each([
  ['Mod+Shift+Z', 'CommandOrControl+Shift+Z'],
  ['Mod++', 'CommandOrControl+Plus'],
  ['F6', 'F6'],
  ['+', 'Plus'],
])('the keys %s are shown as %s, and left to the page', (keys, accelerator) => {
  const shown = entry('undo', { shortcuts: { undo: keys } });
  expect(shown).toMatchObject({ accelerator, registerAccelerator: false });
});

test('a command whose keys were taken shows none', () => {
  expect(entry('undo', { shortcuts: { undo: '' } })).not.toHaveProperty('accelerator');
});

test('chosen by pointer it is the page’s command; by key it was the page’s already', () => {
  done = [];
  choose(entry('undo'), false);
  choose(entry('explore'), true);
  choose(entry('undo'), true);
  expect(done).toEqual(['undo', 'undo in text']);
});

test('recent projects that are there can be opened', () => {
  done = [];
  const there = { path: '/a/b & c.penumbra', name: 'b & c', exists: true, changed: 0 };
  const recents = [there, { ...there, exists: false }];
  const menu = entries({ recents }).find(({ label }) => label === 'Open Recent');
  const submenu = menu?.submenu as MenuItemConstructorOptions[];
  expect(submenu.map(({ label }) => label)).toEqual(['b && c']);
  for (const item of submenu) choose(item, false);
  expect(done).toEqual([there.path]);
});

test('a mac has the app’s own menu first, and nobody outside of development the tools', () => {
  expect(menuTemplate({ ...state, platform: 'darwin' }, actions)[0]).toEqual({ role: 'appMenu' });
  const roles = (isDevelopment: boolean) => entries({ isDevelopment }).map(({ role }) => role);
  expect(roles(true)).toContain('toggleDevTools');
  expect(roles(false)).not.toContain('toggleDevTools');
});
