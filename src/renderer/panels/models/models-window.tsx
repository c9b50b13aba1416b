import { useRef } from 'react';
import { useModels } from '../../state/models.ts';
import { useStore } from '../../state/store.ts';
import { Window } from '../widgets/window.tsx';
import { AddModel } from './add-model.tsx';
import { ModelRow } from './model-row.tsx';
import './models.css';

/** The models of this machine: what they are, what they need, and whether they are whole. */
export function ModelsWindow() {
  const models = useModels();
  const list = useRef<HTMLUListElement>(null);
  return (
    <Window title="Models" width={640} onClose={() => useStore.setState({ dialog: null })}>
      <div className="window-body">
        <p className="quiet small">
          Files on this machine, used where they are; nothing is copied or downloaded.
        </p>
        <ul className="models" aria-label="Models" ref={list} tabIndex={-1}>
          {models.map((model) => (
            <ModelRow key={model.id} model={model} onRemove={() => list.current?.focus()} />
          ))}
        </ul>
        <AddModel />
      </div>
    </Window>
  );
}
