import { ArrowLeftRight } from 'lucide-react';
import {
  Button,
  type Color,
  ColorArea,
  ColorField,
  ColorPicker,
  ColorSlider,
  ColorSwatch,
  ColorThumb,
  Dialog,
  DialogTrigger,
  Input,
  Popover,
  SliderTrack,
} from 'react-aria-components';
import { hold, swapColours } from '../../state/hold.ts';
import { useStore } from '../../state/store.ts';
import { CommandButton } from '../widgets/icon-button.tsx';

/** The colour that strokes have: a swatch that opens a field of colours, its number, and the other one. */
export function ColourControl() {
  const colour = useStore(({ hand }) => hand.colour);
  const otherColour = useStore(({ hand }) => hand.otherColour);
  const take = (next: Color | null) => {
    if (next) hold({ colour: next.toString('hex').toLowerCase() });
  };
  return (
    <div className="field">
      <span>Colour</span>
      <div className="colour">
        <ColorPicker value={colour} onChange={take}>
          <DialogTrigger>
            <Button className="colour-button" aria-label={`Colour ${colour}`}>
              <ColorSwatch className="colour-swatch" color={colour} />
            </Button>
            <Popover className="popover" placement="left top">
              <Dialog className="colour-dialog" aria-label="Colour">
                <ColorArea
                  className="colour-area"
                  colorSpace="hsb"
                  xChannel="saturation"
                  yChannel="brightness"
                >
                  <ColorThumb className="colour-thumb" />
                </ColorArea>
                <ColorSlider className="colour-slider" colorSpace="hsb" channel="hue">
                  <SliderTrack className="colour-track">
                    <ColorThumb className="colour-thumb" />
                  </SliderTrack>
                </ColorSlider>
              </Dialog>
            </Popover>
          </DialogTrigger>
        </ColorPicker>
        <ColorField className="colour-hex" aria-label="Hex colour" value={colour} onChange={take}>
          <Input className="input" />
        </ColorField>
        <Button
          className="colour-button other"
          aria-label={`Other colour ${otherColour}`}
          onPress={swapColours}
        >
          <ColorSwatch className="colour-swatch" color={otherColour} />
        </Button>
        <CommandButton command="swap-colours" icon={ArrowLeftRight} />
      </div>
    </div>
  );
}
