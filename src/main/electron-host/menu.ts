import type { MenuItemConstructorOptions } from 'electron';
import type { Preferences, RecentProject } from '../../preload/app-state.ts';
import { COMMAND_KEYS, type CommandId } from '../../preload/commands.ts';

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
  command(id: CommandId): void;
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

  function command(id: CommandId, label: string): MenuItemConstructorOptions {
    const bound = shortcuts[id] ?? COMMAND_KEYS[id].at(0) ?? '';
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
        command('open', 'Open…'),
        openRecent,
        separator,
        command('save', 'Save'),
        command('save-as', 'Save As…'),
        command('export', 'Export…'),
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
        command('undo', 'Undo'),
        command('redo', 'Redo'),
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
        command('zoom-fit', 'Fit to Window'),
        command('zoom-actual', '100 %'),
        command('zoom-in', 'Zoom In'),
        command('zoom-out', 'Zoom Out'),
        separator,
        command('show-result', 'Strokes or Result'),
        command('compare-slider', 'Compare with a Slider'),
        command('compare-sides', 'Compare Side by Side'),
        command('compare-difference', 'Difference Map'),
        separator,
        command('hide-panels', 'Hide Panels'),
        command('toggle-rail', 'Tools'),
        command('toggle-inspector', 'Inspector'),
        command('toggle-dock', 'Gallery and Timeline'),
        separator,
        { role: 'togglefullscreen' },
        ...(isDevelopment ? ([{ role: 'reload' }, { role: 'toggleDevTools' }] as const) : []),
      ],
    },
    {
      label: '&Results',
      submenu: [
        command('explore', 'Explore'),
        command('stop', 'Cancel'),
        separator,
        command('apply', 'Apply Selected'),
        command('reject', 'Reject Selected'),
        command('unapply', 'Remove the Applied Result'),
      ],
    },
    ...(isMac ? [{ role: 'windowMenu' } as const] : []),
    {
      role: 'help',
      submenu: [
        command('shortcuts', 'Keyboard Shortcuts'),
        ...(isMac ? [] : [{ role: 'about' } as const]),
      ],
    },
  ];
}

/** Commands that need no project. */
const ALWAYS = new Set<CommandId>(['open', 'models', 'shortcuts']);

/** Keys as Electron writes them, of keys as the page does (`renderer/commands/keys.ts`). */
function acceleratorOf(keys: string): string {
  return keys
    .replace(/^Mod\+/, 'CommandOrControl+')
    .replace(/\+\+$/, '+Plus')
    .replace(/^\+$/, 'Plus');
}
