import { useMemo } from 'react';
import {
  ColorSwatch,
  parseColor,
  ToggleButton,
  ToggleButtonGroup,
  Tooltip,
  TooltipTrigger,
} from 'react-aria-components';
import { hold } from '../../state/hold.ts';
import { useStore } from '../../state/store.ts';
import { usedColours } from '../../state/used-colours.ts';

/** The colours of the strokes so far, to take in hand again. */
export function UsedColours() {
  const records = useStore((state) => state.records);
  const colour = useStore(({ hand }) => hand.colour);
  const used = useMemo(() => usedColours(records), [records]);
  if (used.length === 0) return null;
  return (
    <div className="field">
      <span>Used</span>
      <ToggleButtonGroup
        className="used-colours"
        aria-label="Colours used in this project"
        selectionMode="single"
        selectedKeys={[colour]}
        // None where it is pressed that is in hand already.
        onSelectionChange={([next]) => next !== undefined && hold({ colour: `${next}` })}
      >
        {used.map((one) => (
          <UsedColour key={one} colour={one} />
        ))}
      </ToggleButtonGroup>
    </div>
  );
}

function UsedColour({ colour }: { readonly colour: string }) {
  const name = parseColor(colour).getColorName('en-US');
  return (
    <TooltipTrigger delay={500}>
      <ToggleButton id={colour} className="colour-button used" aria-label={`${name}, ${colour}`}>
        <ColorSwatch className="colour-swatch" color={colour} />
      </ToggleButton>
      <Tooltip className="tip" placement="top" offset={6}>
        {colour}
      </Tooltip>
    </TooltipTrigger>
  );
}
