import { BookmarkPlus, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
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
import { NameField } from '../widgets/name-field.tsx';

/** Stands for settings that are no preset's. */
const NONE = '';

/** Advanced settings kept under a name, and the way back to the usual ones. */
export function Presets() {
  const presets = useStore(({ preferences }) => preferences.presets);
  const settings = advancedOf(useControls());
  const isLocked = useIsLocked();
  const [isNamed, setIsNamed] = useState(false);
  const chosen = presetNameOf(presets, settings);
  const apply = (label: string, next: Advanced) => commitControls(label, next).catch(notifyError);

  if (isNamed) {
    return (
      <NameField
        className="presets"
        label="Name of the preset"
        name=""
        placeholder="Name of the preset"
        onDone={(name) => {
          if (name) prefer({ presets: withPreset(presets, name, settings) });
          setIsNamed(false);
        }}
      />
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
      <IconButton label="Save as a preset" icon={BookmarkPlus} onPress={() => setIsNamed(true)} />
      {chosen !== null && (
        <IconButton
          label={`Delete the preset ${chosen}`}
          icon={Trash2}
          onPress={() => prefer({ presets: presets.filter((one) => one.name !== chosen) })}
        />
      )}
      <IconButton
        label="Reset to the default settings"
        icon={RotateCcw}
        isDisabled={isLocked}
        onPress={() => apply('Default settings', DEFAULT_ADVANCED)}
      />
    </div>
  );
}
