import { useState } from 'react';
import { Button, Form, Input, Label, TextField } from 'react-aria-components';
import { saveAs } from '../state/files.ts';
import { useStore } from '../state/store.ts';
import { Window } from './widgets/window.tsx';

/** Asks for the project's name, and saves it under that. */
export function SaveAsWindow() {
  const current = useStore(({ project }) => project?.name ?? '');
  const app = useStore(({ app }) => app);
  const [name, setName] = useState(current);
  const [isSaving, setIsSaving] = useState(false);
  const isReady = Boolean(name.trim()) && !isSaving;
  const close = () => useStore.setState({ dialog: null });

  async function save() {
    setIsSaving(true);
    // Where the name is taken, another can be given at once.
    if (await saveAs(name.trim())) close();
    else setIsSaving(false);
  }

  return (
    <Window title="Save the project as" width={420} onClose={close}>
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) save();
        }}
      >
        <div className="window-body">
          <TextField className="field" autoFocus value={name} onChange={setName}>
            <Label>Name</Label>
            <Input className="input" />
          </TextField>
          <p className="quiet small">
            One file holds the photo, all strokes, every result and the whole history.
            {app?.host === 'browser' &&
              (app.folder
                ? ` It goes into the folder ${app.folder.name}.`
                : ' Your browser downloads it.')}
          </p>
        </div>
        <div className="window-foot">
          <Button className="button" onPress={close}>
            Cancel
          </Button>
          <Button className="button primary" type="submit" isDisabled={!isReady}>
            Save
          </Button>
        </div>
      </Form>
    </Window>
  );
}
