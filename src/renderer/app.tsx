import '@fontsource-variable/inter/wght.css';
import './theme/tokens.css';
import './theme/base.css';
import './theme/widgets.css';
import { useEffect } from 'react';
import { listenToKeyboard } from './commands/keyboard.ts';
import { DropTarget } from './panels/drop-target.tsx';
import { ExportWindow } from './panels/export/export-window.tsx';
import { Banners } from './panels/messages/banners.tsx';
import { Notices } from './panels/messages/notices.tsx';
import { Opening } from './panels/messages/opening.tsx';
import { ModelsWindow } from './panels/models/models-window.tsx';
import { SaveAsWindow } from './panels/save-as-window.tsx';
import { Editor } from './panels/shell/editor.tsx';
import { ShortcutsWindow } from './panels/shortcuts-window.tsx';
import { Welcome } from './panels/welcome/welcome.tsx';
import { keepView } from './state/keep-view.ts';
import { notifyUnheard } from './state/notices.ts';
import { useStore } from './state/store.ts';
import { followDocument } from './state/view.ts';

export function App() {
  const project = useStore((state) => state.project);
  const dialog = useStore((state) => state.dialog);
  useTheme();
  useEffect(() => {
    const ends = [notifyUnheard(), listenToKeyboard(), followDocument(), keepView()];
    return () => {
      for (const end of ends) end();
    };
  }, []);
  useEffect(() => {
    document.title = project ? `${project.name} – Penumbra` : 'Penumbra';
  }, [project]);
  return (
    <DropTarget>
      <Banners />
      {project === undefined ? (
        <main className="connecting quiet" aria-busy>
          Connecting to Penumbra…
        </main>
      ) : project ? (
        <Editor />
      ) : (
        <Welcome />
      )}
      {project && dialog === 'export' && <ExportWindow />}
      {project && dialog === 'save-as' && <SaveAsWindow />}
      {dialog === 'models' && <ModelsWindow />}
      {dialog === 'shortcuts' && <ShortcutsWindow />}
      <Opening />
      {!project && <Notices />}
    </DropTarget>
  );
}

/** Puts the theme that is preferred on the page. */
function useTheme(): void {
  const preferred = useStore(({ preferences }) => preferences.theme);
  useEffect(() => {
    const light = matchMedia('(prefers-color-scheme: light)');
    const apply = () => {
      const isLight = preferred === 'light' || (preferred === 'system' && light.matches);
      document.documentElement.dataset['theme'] = isLight ? 'light' : 'dark';
    };
    apply();
    light.addEventListener('change', apply);
    return () => light.removeEventListener('change', apply);
  }, [preferred]);
}
