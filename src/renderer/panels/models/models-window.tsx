import { useModels } from '../../state/models.ts';
import { useStore } from '../../state/store.ts';
import { Window } from '../widgets/window.tsx';
import { AddModel } from './add-model.tsx';
import { ModelRow } from './model-row.tsx';
import './models.css';

/** The models of this machine: what they are, what they need, and whether they are whole. */
export function ModelsWindow() {
  const models = useModels();
  return (
    <Window title="Models" width={640} onClose={() => useStore.setState({ dialog: null })}>
      <div className="window-body">
        <p className="quiet small">
          Models are files on this machine. Penumbra uses them where they lie, and neither copies
          nor downloads any.
        </p>
        <ul className="models" aria-label="Models">
          {models.map((model) => (
            <ModelRow key={model.id} model={model} />
          ))}
        </ul>
        <AddModel />
      </div>
    </Window>
  );
}
