import {
  Blend,
  Columns2,
  Contrast,
  Image,
  PanelBottom,
  PanelLeft,
  PanelRight,
  Redo2,
  Scan,
  SquareSplitHorizontal,
  Undo2,
  Upload,
} from 'lucide-react';
import { Button } from 'react-aria-components';
import { run } from '../../commands/run.ts';
import { useIsOpen } from '../../state/preferences.ts';
import { useStore } from '../../state/store.ts';
import { hasResult, showResult, showStrokes } from '../../state/view.ts';
import { CommandButton } from '../widgets/icon-button.tsx';
import { Segments } from '../widgets/segments.tsx';
import { ProjectMenu } from './project-menu.tsx';
import { ZoomField } from './zoom-field.tsx';

/** Project, history, how the photo is looked at, and export. */
export function TopBar() {
  const { canUndo, canRedo } = useStore((state) => state.history);
  const isReadOnly = useStore(({ project }) => project?.isReadOnly ?? true);
  const compare = useStore(({ viewing }) => viewing.compare);
  return (
    <header className="top-bar">
      <div className="top-bar-group">
        <h1>
          <ProjectMenu />
        </h1>
        <Saved />
      </div>
      <div className="top-bar-group">
        <CommandButton command="undo" icon={Undo2} isDisabled={!canUndo || isReadOnly} />
        <CommandButton command="redo" icon={Redo2} isDisabled={!canRedo || isReadOnly} />
      </div>
      <div className="top-bar-space" />
      <ShownChoice />
      <div className="top-bar-group">
        <CommandButton
          command="compare-slider"
          icon={SquareSplitHorizontal}
          isOn={compare === 'slider'}
        />
        <CommandButton command="compare-sides" icon={Columns2} isOn={compare === 'side-by-side'} />
        <CommandButton
          command="compare-difference"
          icon={Contrast}
          isOn={compare === 'difference'}
        />
      </div>
      <div className="top-bar-group">
        <ZoomField />
        <CommandButton command="zoom-fit" icon={Scan} />
      </div>
      <div className="top-bar-space" />
      <PanelButtons />
      <Button className="button export-button" onPress={() => run('export')}>
        <Upload aria-hidden size={16} />
        Export
      </Button>
    </header>
  );
}

/** Whether strokes or a result lie over the photo. */
function ShownChoice() {
  const kind = useStore(({ viewing }) => viewing.shown.kind);
  const isResultThere = useStore(hasResult);
  return (
    <Segments
      label="What is shown"
      isDisabled={!isResultThere}
      chosen={kind === 'iterate' ? null : kind}
      onChoose={(key) => (key === 'strokes' ? showStrokes() : showResult())}
      choices={[
        { key: 'strokes', name: 'Strokes', icon: Blend },
        { key: 'look', name: 'Result', icon: Image },
      ]}
    />
  );
}

function PanelButtons() {
  const [rail, inspector, dock] = [useIsOpen('rail'), useIsOpen('inspector'), useIsOpen('dock')];
  return (
    <div className="top-bar-group">
      <CommandButton command="toggle-rail" icon={PanelLeft} isOn={rail} />
      <CommandButton command="toggle-dock" icon={PanelBottom} isOn={dock} />
      <CommandButton command="toggle-inspector" icon={PanelRight} isOn={inspector} />
    </div>
  );
}

/** Whether what was done is on the disk. */
function Saved() {
  const isReadOnly = useStore(({ project }) => project?.isReadOnly);
  const isSaving = useStore(({ pending }) => pending.length > 0);
  const isConnected = useStore((state) => state.isConnected);
  const saved = isSaving ? 'Saving…' : 'Saved';
  const text = !isConnected ? 'Not connected' : isReadOnly ? 'Read only' : saved;
  return (
    <span className="saved" role="status">
      {text}
    </span>
  );
}
