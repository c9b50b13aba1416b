import type { Preferences } from '../../preload/app-state.ts';
import { rpc } from '../session.ts';
import { notifyError } from './notices.ts';
import { useStore } from './store.ts';

/** Changes what the photographer prefers, at once here and then for every project. */
export function prefer(change: Partial<Preferences>): void {
  const preferences = { ...useStore.getState().preferences, ...change };
  useStore.setState({ preferences });
  rpc.call('app.setPreferences', preferences).catch(notifyError);
}

/** Opens or closes a panel, or gives it another size, in pixels. */
export function arrange(panel: string, change: { isOpen?: boolean; size?: number }): void {
  const { panels } = useStore.getState().preferences;
  const known = panels[panel] ?? { isOpen: true };
  prefer({ panels: { ...panels, [panel]: { ...known, ...change } } });
}

/** Whether a panel is open; unless told, it is as given. */
export function useIsOpen(panel: string, usual = true): boolean {
  return useStore(({ preferences }) => preferences.panels[panel]?.isOpen ?? usual);
}

/** Size of a panel in pixels; unless told, as given. */
export function usePanelSize(panel: string, usual: number): number {
  return useStore(({ preferences }) => preferences.panels[panel]?.size ?? usual);
}

/** Opens or closes a panel; where all are hidden, they come back. */
export function togglePanel(panel: string): void {
  const { preferences, arePanelsHidden } = useStore.getState();
  useStore.setState({ arePanelsHidden: false });
  const isOpen = preferences.panels[panel]?.isOpen ?? true;
  arrange(panel, { isOpen: arePanelsHidden || !isOpen });
}
