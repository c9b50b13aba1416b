import { useStore } from '../../state/store.ts';
import { Section } from '../widgets/section.tsx';
import { BrushControls } from './brush-controls.tsx';
import { ColourControl } from './colour-control.tsx';
import { LayerList } from './layer-list.tsx';
import { UsedColours } from './used-colours.tsx';
import './strokes.css';

/** What is painted with, and on which layer. */
export function StrokesSection() {
  const tool = useStore(({ hand }) => hand.tool);
  return (
    <Section
      id="section/strokes"
      title="Strokes"
      aside={<span className="quiet small">{tool === 'eraser' ? 'Eraser' : 'Brush'}</span>}
    >
      {tool !== 'eraser' && (
        <>
          <ColourControl />
          <UsedColours />
        </>
      )}
      <BrushControls />
      <LayerList />
    </Section>
  );
}
