import { BookmarkPlus, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, Form, Input, TextField } from 'react-aria-components';
import { commitControls } from '../../state/controls.ts';
import { useControls, useIsLocked } from '../../state/current.ts';
import { notifyError } from '../../state/notices.ts';
import { prefer } from '../../state/preferences.ts';
import {
  type Advanced,
  advancedOf,
  DEFAULT_ADVANCED,
  presetNameOf,
  settingsOf,
  withPreset,
} from '../../state/presets.ts';
import { useStore } from '../../state/store.ts';
import { Choice } from '../widgets/choice.tsx';
import { IconButton } from '../widgets/icon-button.tsx';

/** Stands for settings that are no preset's. */
const NONE = '';

/** Advanced settings kept under a name, and the way back to the usual ones. */
export function Presets() {
  const presets = useStore(({ preferences }) => preferences.presets);
  const settings = advancedOf(useControls());
  const isLocked = useIsLocked();
  const [name, setName] = useState<string | null>(null);
  const chosen = presetNameOf(presets, settings);
  const apply = (label: string, next: Advanced) => commitControls(label, next).catch(notifyError);

  if (name !== null) {
    return (
      <Form
        className="presets"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) prefer({ presets: withPreset(presets, name.trim(), settings) });
          setName(null);
        }}
      >
        <TextField
          aria-label="Name of the preset"
          autoFocus
          value={name}
          onChange={setName}
          onKeyDown={(event) => event.key === 'Escape' && setName(null)}
        >
          <Input className="input" placeholder="Name of the preset" />
        </TextField>
        <Button className="button" type="submit">
          Save
        </Button>
      </Form>
    );
  }
  return (
    <div className="presets">
      <Choice
        label="Preset"
        isLabelHidden
        isDisabled={isLocked}
        chosen={chosen ?? NONE}
        choices={[
          { key: NONE, name: presets.length > 0 ? 'No preset' : 'No presets yet' },
          ...presets.map((preset) => ({ key: preset.name, name: preset.name })),
        ]}
        onChoose={(key) => {
          const preset = presets.find((one) => one.name === key);
          if (preset) apply(`Preset: ${preset.name}`, settingsOf(preset));
        }}
      />
      <IconButton label="Save as a preset" icon={BookmarkPlus} onPress={() => setName('')} />
      {chosen !== null && (
        <IconButton
          label={`Delete the preset ${chosen}`}
          icon={Trash2}
          onPress={() => prefer({ presets: presets.filter((one) => one.name !== chosen) })}
        />
      )}
      <IconButton
        label="Back to the usual settings"
        icon={RotateCcw}
        isDisabled={isLocked}
        onPress={() => apply('Usual settings', DEFAULT_ADVANCED)}
      />
    </div>
  );
}
