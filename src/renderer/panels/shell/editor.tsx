import { Minimize2 } from 'lucide-react';
import { useState } from 'react';
import { Canvas } from '../../canvas/canvas.tsx';
import { useIsOpen, usePanelSize } from '../../state/preferences.ts';
import { useStore } from '../../state/store.ts';
import { Notices } from '../messages/notices.tsx';
import { CommandButton } from '../widgets/icon-button.tsx';
import { Splitter } from '../widgets/splitter.tsx';
import { Dock } from './dock.tsx';
import { Inspector } from './inspector.tsx';
import { IterateLabel } from './iterate-label.tsx';
import { ToolRail } from './tool-rail.tsx';
import { TopBar } from './top-bar.tsx';
import './editor.css';

const INSPECTOR = { usual: 320, least: 280, most: 480 };
const DOCK = { usual: 200, least: 200, most: 480 };

/** The editor with a project open: canvas in the middle, panels around it. */
export function Editor() {
  const areHidden = useStore((state) => state.arePanelsHidden);
  const hasRail = useIsOpen('rail') && !areHidden;
  const hasInspector = useIsOpen('inspector') && !areHidden;
  const hasDock = useIsOpen('dock') && !areHidden;
  const [inspectorDraft, setInspectorDraft] = useState<number | null>(null);
  const [dockDraft, setDockDraft] = useState<number | null>(null);
  const inspectorSize = usePanelSize('inspector', INSPECTOR.usual);
  const dockSize = usePanelSize('dock', DOCK.usual);
  return (
    <div className="editor">
      {!areHidden && <TopBar />}
      <div className="editor-body">
        {hasRail && <ToolRail />}
        <div className="editor-middle">
          <main className="editor-canvas" aria-label="Photo">
            <Canvas />
            <IterateLabel />
            <Notices />
            {areHidden && (
              <div className="alone">
                <CommandButton command="hide-panels" icon={Minimize2} />
              </div>
            )}
          </main>
          {hasDock && (
            <section
              className="dock"
              aria-label="Results"
              style={{ height: dockDraft ?? dockSize }}
            >
              <Splitter
                panel="dock"
                label="Height of the dock"
                grows="up"
                size={dockDraft ?? dockSize}
                {...DOCK}
                onDraft={setDockDraft}
              />
              <Dock />
            </section>
          )}
        </div>
        {hasInspector && (
          <aside
            className="inspector"
            aria-label="Inspector"
            style={{ width: inspectorDraft ?? inspectorSize }}
          >
            <Splitter
              panel="inspector"
              label="Width of the inspector"
              grows="left"
              size={inspectorDraft ?? inspectorSize}
              {...INSPECTOR}
              onDraft={setInspectorDraft}
            />
            <Inspector />
          </aside>
        )}
      </div>
    </div>
  );
}
