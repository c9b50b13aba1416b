import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, ProgressBar } from 'react-aria-components';
import type { CheckedModel, ModelState } from '../../../preload/model-state.ts';
import { useControls, useIsLocked } from '../../state/current.ts';
import {
  cancelModelCheck,
  checkModel,
  chooseModel,
  modelName,
  removeModel,
} from '../../state/models.ts';
import { notifyError } from '../../state/notices.ts';
import { sentence } from '../../state/sentence.ts';
import { useStore } from '../../state/store.ts';
import { IconButton } from '../widgets/icon-button.tsx';
import { bytesText, countText } from './quantities.ts';

interface ModelRowProps {
  readonly model: ModelState;
  /** Called before the row goes: whoever shows it takes the focus, or keys would reach nothing. */
  readonly onRemove: () => void;
}

/** A model: what it is, what it needs of this machine, and what can be done with it. */
export function ModelRow({ model, onRemove }: ModelRowProps) {
  const { id, isEmbedded, family, licence, types, parameters, bytes, path, memory, problems } =
    model;
  const check = useStore(({ modelCheck }) => modelCheck);
  const [said, setSaid] = useState<{ readonly isError: boolean; readonly text: string } | null>(
    null,
  );
  const [checked, setChecked] = useState<CheckedModel | null>(null);
  const isChecking = check?.id === id;

  async function act(work: () => Promise<CheckedModel | null>) {
    setSaid(null);
    setChecked(null);
    try {
      const done = await work();
      setChecked(done);
      if (done) setSaid({ isError: false, text: wordsOf(done) });
    } catch (error) {
      setSaid({ isError: true, text: sentence((error as Error).message) });
    }
  }

  const facts = [
    types.join(', '),
    `${countText(parameters)} weights`,
    `${bytesText(bytes)} on disk`,
  ].filter(Boolean);
  return (
    <li className="model">
      <div className="model-head">
        <strong>{modelName(id)}</strong>
        <span className="quiet small model-kind">
          {[family, licence].filter(Boolean).join(' · ')}
        </span>
        <Use model={model} />
        {!isEmbedded && (
          <>
            <Button
              className="button"
              isDisabled={check !== null}
              aria-label={`Check the files of ${id}`}
              onPress={() => act(() => checkModel(id))}
            >
              Check
            </Button>
            <IconButton
              label={`Remove ${id} from the list; its files stay`}
              icon={Trash2}
              isDisabled={isChecking}
              onPress={() => {
                onRemove();
                act(() => removeModel(id).then(() => null));
              }}
            />
          </>
        )}
      </div>
      <p className="small">{facts.join(' · ')}</p>
      {isEmbedded ? (
        <p className="quiet small">Comes with Penumbra, and runs on any machine.</p>
      ) : (
        <p className="quiet small model-path" title={path}>
          {path}
        </p>
      )}
      {memory !== null && <p className="quiet small">{memory}</p>}
      {problems.length > 0 && <Problems problems={problems} />}
      {isChecking && (
        <div className="model-check">
          <ProgressBar
            className="progress"
            aria-label={`Reading ${check.file}`}
            value={check.done}
            maxValue={check.of}
            valueLabel={`${bytesText(check.done)} of ${bytesText(check.of)}`}
          >
            {({ percentage, valueText }) => (
              <>
                <div className="progress-text small">
                  <span className="model-path">Reading {check.file}</span>
                  <span className="quiet">{valueText}</span>
                </div>
                <div className="progress-track">
                  <div className="progress-fill" style={{ width: `${percentage}%` }} />
                </div>
              </>
            )}
          </ProgressBar>
          <Button className="button" onPress={cancelModelCheck}>
            Cancel
          </Button>
        </div>
      )}
      {said && (
        <p className={`small model-said ${said.isError ? 'error' : ''}`} role="status">
          {said.text}
        </p>
      )}
      {checked && <Hashes files={checked.files} />}
    </li>
  );
}

/** Chooses the model for the open project, or says that it is chosen. */
function Use({ model: { id, problems } }: { readonly model: ModelState }) {
  const isOpen = useStore(({ project }) => Boolean(project));
  const isChosen = useControls().model === id;
  const isLocked = useIsLocked();
  if (!isOpen) return null;
  if (isChosen) return <span className="small model-chosen">In use</span>;
  return (
    <Button
      className="button"
      isDisabled={isLocked || problems.length > 0}
      aria-label={`Use ${modelName(id)}`}
      onPress={() => chooseModel(id).catch(notifyError)}
    >
      Use
    </Button>
  );
}

/** What the files were found to be, for whoever compares them with what was published. */
function Hashes({ files }: CheckedModel) {
  return (
    <details className="small model-hashes">
      <summary>SHA-256 of its files</summary>
      <dl>
        {files.map(({ path, sha256 }) => (
          <div key={path}>
            <dt className="model-path" title={path}>
              {path}
            </dt>
            <dd className="quiet">{sha256}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** So many problems are shown; a damaged file can have hundreds. */
const SHOWN = 3;

function Problems({ problems }: { readonly problems: readonly string[] }) {
  return (
    <ul className="small model-problems" aria-label="Problems">
      {problems.slice(0, SHOWN).map((problem) => (
        <li key={problem}>{sentence(problem)}</li>
      ))}
      {problems.length > SHOWN && <li>and {problems.length - SHOWN} more</li>}
    </ul>
  );
}

function wordsOf({ files }: CheckedModel): string {
  return files.every(({ isCompared }) => isCompared)
    ? `All ${files.length} files are unchanged.`
    : `Stored hashes of ${files.length} files; the next check compares against them.`;
}
