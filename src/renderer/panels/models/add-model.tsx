import { useState } from 'react';
import { Button, Form, Input, Label, TextField } from 'react-aria-components';
import type { ModelSource } from '../../../preload/model-state.ts';
import { addModel } from '../../state/models.ts';
import { sentence } from '../../state/sentence.ts';
import { useStore } from '../../state/store.ts';

/** Makes a model known, by the system's dialog or by a path: a browser cannot hand over where a folder lies. */
export function AddModel() {
  const host = useStore(({ app }) => app?.host);
  const [path, setPath] = useState('');
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  async function add(source: ModelSource) {
    setProblem(null);
    try {
      if (!(await addModel(source, name.trim() || null))) return;
      setPath('');
      setName('');
    } catch (error) {
      setProblem((error as Error).message);
    }
  }

  return (
    <Form
      className="add-model"
      aria-label="Add a model"
      // What main said of one path does not keep the next from being tried.
      validationBehavior="aria"
      onSubmit={(event) => {
        event.preventDefault();
        if (path.trim()) add({ from: 'path', path: path.trim() });
      }}
    >
      <h3>Add a model</h3>
      {host === 'browser' && (
        <TextField className="field" value={path} onChange={setPath} isInvalid={problem !== null}>
          <Label>Location</Label>
          <Input
            className="input"
            placeholder="Full path of its folder, or of a .safetensors file"
          />
        </TextField>
      )}
      <TextField className="field" value={name} onChange={setName}>
        <Label>Name</Label>
        <Input className="input" placeholder="Same as its folder" />
      </TextField>
      {problem !== null && (
        <p className="small model-said error" role="alert">
          {sentence(problem)}
        </p>
      )}
      <div className="add-model-foot">
        <p className="quiet small">
          FLUX.1, in its original files or those for diffusers
          {host === 'browser' && ', on the machine that Penumbra runs on'}.
        </p>
        {host === 'electron' && (
          <>
            <Button className="button" onPress={() => add({ from: 'dialog', of: 'folder' })}>
              Choose a folder…
            </Button>
            <Button className="button" onPress={() => add({ from: 'dialog', of: 'file' })}>
              Choose a file…
            </Button>
          </>
        )}
        {host === 'browser' && (
          <Button className="button primary" type="submit" isDisabled={!path.trim()}>
            Add
          </Button>
        )}
      </div>
    </Form>
  );
}
