import { useState } from 'react';
import { Input, TextField } from 'react-aria-components';
import { useStore } from '../../state/store.ts';
import { look, zoomTo } from '../../state/view.ts';
import { percent } from '../widgets/slider.tsx';

/** The zoom, which can be typed: `50`, `50 %` or `fit`. */
export function ZoomField() {
  const zoom = useStore(({ viewing }) => viewing.zoom ?? viewing.fitZoom);
  const [typed, setTyped] = useState<string | null>(null);

  function take() {
    const number = Number.parseFloat(typed ?? '');
    if (number > 0) zoomTo(number / 100);
    else if (typed?.trim().toLowerCase() === 'fit') look({ zoom: null, centre: null });
    setTyped(null);
  }

  return (
    <TextField
      className="zoom-field"
      aria-label="Zoom"
      value={typed ?? percent(zoom)}
      onChange={setTyped}
      onFocus={({ target }) => target instanceof HTMLInputElement && target.select()}
      onBlur={take}
      onKeyDown={({ key }) => key === 'Enter' && take()}
    >
      <Input className="input" />
    </TextField>
  );
}
