import type { App, BrowserWindow, Menu } from 'electron';
import type { AppState } from '../../preload/app-state.ts';
import type { EventData } from '../../preload/contract.ts';
import { type MenuActions, menuTemplate } from './menu.ts';

interface Parts {
  readonly window: BrowserWindow;
  readonly app: Pick<App, 'addRecentDocument'>;
  readonly menu: typeof Menu;
  readonly isDevelopment: boolean;
  readonly actions: MenuActions;
  /** Gives the state as it is now. */
  readonly state: () => Pick<AppState, 'recents' | 'preferences'>;
}

/** What the system draws around the page: the window's title, the menu, and the list of recent files. */
export class Frame {
  private readonly parts: Parts;
  private isOpen = false;

  constructor(parts: Parts) {
    this.parts = parts;
    // The project's name is the title, not the page's.
    parts.window.on('page-title-updated', (event) => event.preventDefault());
    this.showMenu();
  }

  /** Another project is open, or none. */
  project(project: EventData<'project'>): void {
    const { window, app } = this.parts;
    this.isOpen = project !== null;
    window.setTitle(project ? `${project.name} – Penumbra` : 'Penumbra');
    const named = project && !project.isUnsaved ? project.path : '';
    window.setRepresentedFilename(named);
    if (named !== '') app.addRecentDocument(named);
    this.showMenu();
  }

  /** Shows the menu as it should be now: with other shortcuts, say. */
  showMenu(): void {
    const { menu, isDevelopment, actions, state } = this.parts;
    const { recents, preferences } = state();
    const template = menuTemplate(
      {
        ...{ platform: process.platform, isDevelopment, recents },
        ...{ isOpen: this.isOpen, shortcuts: preferences.shortcuts },
      },
      actions,
    );
    menu.setApplicationMenu(menu.buildFromTemplate(template));
  }
}
