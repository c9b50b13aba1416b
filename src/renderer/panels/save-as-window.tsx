import { useState } from 'react';
import { Button, Form, Input, Label, TextField } from 'react-aria-components';
import { saveAs } from '../state/files.ts';
import { useStore } from '../state/store.ts';
import { Window } from './widgets/window.tsx';

/** Asks for the project's name, and saves it under that. */
export function SaveAsWindow() {
  const current = useStore(({ project }) => project?.name ?? '');
  const host = useStore(({ app }) => app?.host);
  const [name, setName] = useState(current);
  const close = () => useStore.setState({ dialog: null });
  return (
    <Window title="Save the project as" width={420} onClose={close}>
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          if (!name.trim()) return;
          close();
          saveAs(name.trim());
        }}
      >
        <div className="window-body">
          <TextField className="field" autoFocus value={name} onChange={setName}>
            <Label>Name</Label>
            <Input className="input" />
          </TextField>
          <p className="quiet small">
            One file holds the photo, all strokes, every result and the whole history.
            {host === 'browser' && ' Your browser downloads it.'}
          </p>
        </div>
        <div className="window-foot">
          <Button className="button" onPress={close}>
            Cancel
          </Button>
          <Button className="button primary" type="submit" isDisabled={!name.trim()}>
            Save
          </Button>
        </div>
      </Form>
    </Window>
  );
}
