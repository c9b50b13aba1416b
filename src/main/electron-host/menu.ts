import type { MenuItemConstructorOptions } from 'electron';
import type { Preferences, RecentProject } from '../../preload/app-state.ts';

/** What the menu depends on. */
export interface MenuState {
  readonly platform: NodeJS.Platform;
  readonly isDevelopment: boolean;
  /** Whether a project is open. */
  readonly isOpen: boolean;
  readonly shortcuts: Preferences['shortcuts'];
  readonly recents: readonly RecentProject[];
}

/** What its entries do. */
export interface MenuActions {
  /** Asks the page to run one of its commands. */
  command(id: string): void;
  openRecent(path: string): void;
  /** Undo or redo in the field that is typed into. */
  inText(what: 'undo' | 'redo'): void;
}

/** The menu of the app, as the system shows it. Its commands are the page's (`renderer/commands`). */
export function menuTemplate(
  { platform, isDevelopment, isOpen, shortcuts, recents }: MenuState,
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const separator = { type: 'separator' } as const;

  function command(id: string, label: string, keys = ''): MenuItemConstructorOptions {
    const bound = shortcuts[id] ?? keys;
    return {
      id,
      label,
      enabled: isOpen || ALWAYS.has(id),
      // The page hears its keys itself; they are only shown here.
      ...(bound !== '' && { accelerator: acceleratorOf(bound), registerAccelerator: false }),
      click(_item, _window, { triggeredByAccelerator }) {
        // macOS does not let it be so. What comes by key has been with the page, which left it to a text field.
        if (!triggeredByAccelerator) actions.command(id);
        else if (id === 'undo' || id === 'redo') actions.inText(id);
      },
    };
  }

  const openRecent: MenuItemConstructorOptions = {
    label: 'Open Recent',
    enabled: recents.some(({ exists }) => exists),
    submenu: recents
      .filter(({ exists }) => exists)
      .map(({ name, path }) => ({
        label: name.replaceAll('&', '&&'),
        toolTip: path,
        click: () => actions.openRecent(path),
      })),
  };

  return [
    ...(isMac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        command('open', 'Open…', 'Mod+O'),
        openRecent,
        separator,
        command('save', 'Save', 'Mod+S'),
        command('save-as', 'Save As…', 'Mod+Shift+S'),
        command('export', 'Export…', 'Mod+Shift+E'),
        separator,
        command('models', 'Models…'),
        separator,
        command('close', 'Close Project'),
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    {
      label: '&Edit',
      submenu: [
        command('undo', 'Undo', 'Mod+Z'),
        command('redo', 'Redo', 'Mod+Shift+Z'),
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: '&View',
      submenu: [
        command('zoom-fit', 'Fit to Window', 'Mod+0'),
        command('zoom-actual', '100 %', 'Mod+1'),
        command('zoom-in', 'Zoom In', 'Mod++'),
        command('zoom-out', 'Zoom Out', 'Mod+-'),
        separator,
        command('show-result', 'Strokes or Result', 'R'),
        command('compare-slider', 'Compare with a Slider', 'C'),
        command('compare-sides', 'Compare Side by Side', 'Shift+C'),
        command('compare-difference', 'Difference Map', 'Shift+D'),
        separator,
        command('hide-panels', 'Hide Panels', 'F'),
        command('toggle-rail', 'Tools', 'F6'),
        command('toggle-inspector', 'Inspector', 'F7'),
        command('toggle-dock', 'Gallery and Timeline', 'F8'),
        separator,
        { role: 'togglefullscreen' },
        ...(isDevelopment ? ([{ role: 'reload' }, { role: 'toggleDevTools' }] as const) : []),
      ],
    },
    {
      label: '&Results',
      submenu: [
        command('explore', 'Explore', 'Mod+Enter'),
        command('stop', 'Cancel', 'Escape'),
        separator,
        command('apply', 'Apply Selected', 'Enter'),
        command('reject', 'Reject Selected', 'Delete'),
        command('unapply', 'Remove the Applied Result'),
      ],
    },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
    {
      role: 'help',
      submenu: [
        command('shortcuts', 'Keyboard Shortcuts', '?'),
        ...(isMac ? [] : [{ role: 'about' } as const]),
      ],
    },
  ];
}

/** Commands that need no project. */
const ALWAYS = new Set(['open', 'models', 'shortcuts']);

/** Keys as Electron writes them, of keys as the page does (`renderer/commands/keys.ts`). */
export function acceleratorOf(keys: string): string {
  return keys
    .replace(/^Mod\+/, 'CommandOrControl+')
    .replace(/\+\+$/, '+Plus')
    .replace(/^\+$/, 'Plus');
}
