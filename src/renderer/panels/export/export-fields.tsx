import { Input, NumberField } from 'react-aria-components';
import { PHOTO_FORMAT_IDS, PHOTO_FORMATS } from '../../../document/photo-formats.ts';
import type { ExportOptions } from '../../../preload/export-state.ts';
import { usePhoto } from '../../state/current.ts';
import { Choice } from '../widgets/choice.tsx';
import { Segments } from '../widgets/segments.tsx';
import { Slider } from '../widgets/slider.tsx';
import { Toggle } from '../widgets/toggle.tsx';

const FORMAT_CHOICES = PHOTO_FORMAT_IDS.map((key) => ({
  key,
  name: PHOTO_FORMATS[key].name,
}));

const PROFILES = [
  { key: 'keep', name: 'The photo’s own' },
  { key: 'srgb', name: 'sRGB, for the web' },
  { key: 'p3', name: 'Display P3' },
] as const;

const DEPTHS = [
  { key: 'own', name: 'The photo’s own' },
  { key: '8', name: '8 bits' },
  { key: '16', name: '16 bits' },
] as const;

const METADATA = [
  { key: 'keep', name: 'Keep all' },
  { key: 'no-gps', name: 'Remove location' },
  { key: 'none', name: 'Keep none' },
] as const;

const SIZES = [
  { key: 'own', name: 'Full size' },
  { key: 'longer', name: 'Longer side' },
] as const;

interface ExportFieldsProps {
  readonly options: ExportOptions;
  readonly change: (options: Partial<ExportOptions>) => void;
}

/** How a photo is written. */
export function ExportFields({ options, change }: ExportFieldsProps) {
  const { look, format, quality, size, sharpen, profile, depth, metadata, mark, fidelity } =
    options;
  const photo = usePhoto();
  const { isLossy, isDeep } = PHOTO_FORMATS[format];
  const side = photo ? Math.max(photo.width, photo.height) : 0;
  return (
    <>
      <div className="field">
        <span>Format</span>
        <Segments
          label="Format"
          choices={FORMAT_CHOICES}
          chosen={format}
          onChoose={(next) =>
            change({ format: next, ...(!PHOTO_FORMATS[next].isDeep && { depth: null }) })
          }
        />
      </div>
      {isLossy && (
        <Slider
          label="Quality"
          value={quality}
          min={1}
          max={100}
          step={1}
          format={(value) => `${value}`}
          onCommit={(value) => change({ quality: value })}
        />
      )}
      {isDeep && (
        <Choice
          label="Depth"
          choices={DEPTHS}
          chosen={depth === null ? 'own' : `${depth}`}
          onChoose={(key) => change({ depth: key === 'own' ? null : key === '8' ? 8 : 16 })}
        />
      )}
      <div className="field">
        <span>Size</span>
        <div className="export-size">
          <Segments
            label="Size"
            choices={SIZES}
            chosen={size === null ? 'own' : 'longer'}
            onChoose={(key) => change({ size: key === 'own' ? null : Math.min(side, 2048) })}
          />
          {size !== null && (
            <NumberField
              aria-label="Longer side in pixels"
              value={size}
              minValue={16}
              maxValue={Math.max(16, side)}
              step={1}
              formatOptions={{ useGrouping: false }}
              onChange={(next) => !Number.isNaN(next) && change({ size: next })}
            >
              <Input className="input export-pixels" />
              <span className="quiet">px</span>
            </NumberField>
          )}
        </div>
      </div>
      <Choice
        label="Profile"
        choices={PROFILES}
        chosen={profile}
        onChoose={(next) => change({ profile: next })}
      />
      <Choice
        label="Metadata"
        choices={METADATA}
        chosen={metadata}
        onChoose={(next) => change({ metadata: next })}
      />
      <div className="export-switches">
        <Toggle isOn={sharpen} onChange={(isOn) => change({ sharpen: isOn })}>
          Sharpen for the screen
        </Toggle>
        <Toggle
          isOn={mark && look !== null}
          isDisabled={look === null}
          onChange={(isOn) => change({ mark: isOn })}
        >
          Mark as edited with a trained model (IPTC)
        </Toggle>
        <Toggle isOn={fidelity} onChange={(isOn) => change({ fidelity: isOn })}>
          Also write a report of what changed
        </Toggle>
      </div>
    </>
  );
}
