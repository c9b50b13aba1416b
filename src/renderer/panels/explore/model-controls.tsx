import { useEffect, useState } from 'react';
import { Button, Label, TextArea, TextField } from 'react-aria-components';
import { EMBEDDED_ID, LONGEST_PROMPT } from '../../../document/controls.ts';
import { run } from '../../commands/run.ts';
import { setControl } from '../../state/controls.ts';
import { useControls, useIsLocked } from '../../state/current.ts';
import { chooseModel, modelName, useModels } from '../../state/models.ts';
import { notifyError } from '../../state/notices.ts';
import { Choice } from '../widgets/choice.tsx';

/** Stands for the model's own size. */
const USUAL = 'usual';

/** Which model explores, at which size, and what it is told of the photo. */
export function ModelControls() {
  const { model: id, modelSize } = useControls();
  const models = useModels();
  const isLocked = useIsLocked();
  const model = models.find((one) => one.id === id);
  const sizes = model?.sizes ?? [];
  const isOdd = modelSize !== null && !sizes.includes(modelSize);
  return (
    <>
      <Choice
        label="Model"
        choices={[
          ...models.map((one) => ({ key: one.id, name: modelName(one.id) })),
          ...(model ? [] : [{ key: id, name: `${modelName(id)} (not installed)` }]),
        ]}
        chosen={id}
        isDisabled={isLocked}
        onChoose={(key) => key !== id && chooseModel(key).catch(notifyError)}
      />
      <p className="control-sentence">
        A larger model knows better what things look like, but takes much longer. Default:{' '}
        {modelName(EMBEDDED_ID)}.
      </p>
      <Button className="button plain models-button" onPress={() => run('models')}>
        Models…
      </Button>
      {model && (
        <>
          <Choice
            label="Size"
            choices={[
              { key: USUAL, name: `${model.usualSize} pixels` },
              ...[...sizes, ...(isOdd ? [modelSize] : [])]
                .filter((size) => size !== model.usualSize)
                .map((size) => ({ key: `${size}`, name: `${size} pixels` })),
            ]}
            chosen={modelSize === null ? USUAL : `${modelSize}`}
            isDisabled={isLocked}
            onChoose={(key) =>
              setControl(
                'modelSize',
                key === USUAL ? null : Number(key),
                `${key === USUAL ? model.usualSize : key} pixels`,
              ).catch(notifyError)
            }
          />
          <p className="control-sentence">
            Longer side at which results are computed; they are applied at the photo’s full size.
            Default: {model.usualSize} pixels.
          </p>
        </>
      )}
      {model?.takesText && <Prompt />}
    </>
  );
}

/** What the photo shows, in words; set when the field is left, or by Enter. */
function Prompt() {
  const { prompt } = useControls();
  const isLocked = useIsLocked();
  const [typed, setTyped] = useState(prompt);
  // Undo and other windows change it, too.
  useEffect(() => setTyped(prompt), [prompt]);

  function set() {
    const next = typed.trim();
    setTyped(next);
    if (next === prompt) return;
    const shown = next.length > 40 ? `${next.slice(0, 40)}…` : next || 'none';
    setControl('prompt', next, shown).catch(notifyError);
  }

  return (
    <>
      <TextField
        className="field prompt-field"
        isDisabled={isLocked}
        value={typed}
        onChange={setTyped}
        maxLength={LONGEST_PROMPT}
        onBlur={set}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            set();
          }
        }}
      >
        <Label>Prompt</Label>
        <TextArea className="input" rows={2} placeholder="a vase on a table" />
      </TextField>
      <p className="control-sentence">Describe the result in a few words. Default: none.</p>
    </>
  );
}
