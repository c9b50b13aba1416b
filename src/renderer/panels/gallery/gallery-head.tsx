import { Check, Merge, X } from 'lucide-react';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { run } from '../../commands/run.ts';
import type { ClusterMark } from '../../state/cluster-marks.ts';
import { useExplorations, useIsLocked } from '../../state/current.ts';
import { ranked } from '../../state/ranking.ts';
import { ratingOf } from '../../state/ratings.ts';
import { relativeTime } from '../../state/relative-time.ts';
import { useStore } from '../../state/store.ts';
import { look, preview, previewBlend } from '../../state/view.ts';
import { Choice } from '../widgets/choice.tsx';
import { IconButton } from '../widgets/icon-button.tsx';
import { percent, Slider } from '../widgets/slider.tsx';
import { Mark } from './mark.tsx';

interface GalleryHeadProps {
  readonly marks: ReadonlyMap<number, ClusterMark>;
  /** What the cards are of, where results are applied otherwise. */
  readonly strength: number | null;
  /** What shows the cards that are folded away. */
  readonly children: ReactNode;
}

/** Which exploration is shown, how two cards are blended, and the way to apply what is selected. */
export function GalleryHead({ marks, strength, children }: GalleryHeadProps) {
  const { all, shown } = useExplorations();
  const selected = useStore(({ viewing }) => viewing.selectedCluster);
  const blend = useStore(({ viewing }) => viewing.blend);
  const isLocked = useIsLocked();
  return (
    <div className="gallery-head">
      <h2>Alternatives</h2>
      {all.length > 1 && shown && <ExplorationChoice />}
      {!blend && children}
      {!blend && strength !== null && (
        <span
          className="gallery-strength quiet small"
          title="Pictures and figures of the cards stay as they were found. The photo follows the slider."
        >
          Cards at strength {percent(strength)}
        </span>
      )}
      <div className="gallery-head-space" />
      {selected !== null && (
        <>
          {blend ? (
            <BlendSlider selected={selected} blend={blend} marks={marks} />
          ) : (
            <BlendMenu selected={selected} marks={marks} />
          )}
          <Button
            className="button apply-button"
            isDisabled={isLocked}
            onPress={() => run('apply')}
          >
            <Check aria-hidden size={16} />
            Apply
          </Button>
        </>
      )}
    </div>
  );
}

function ExplorationChoice() {
  const { all, shown } = useExplorations();
  const edits = useStore(({ history }) => history.edits);
  const choices = all.map(({ edit }, index) => {
    const made = edits.find(({ id }) => id === edit)?.made;
    const when = made === undefined ? '' : `, ${relativeTime(made, Date.now())}`;
    return { key: `${edit}`, name: `Exploration ${all.length - index}${when}` };
  });
  return (
    <Choice
      label="Exploration"
      isLabelHidden
      isSlight
      choices={choices}
      chosen={`${shown?.edit}`}
      onChoose={(key) => look({ exploration: Number(key), selectedCluster: null, blend: null })}
    />
  );
}

interface BlendSliderProps extends BlendMenuProps {
  readonly blend: { readonly cluster: number; readonly weight: number };
}

function BlendSlider({ selected, blend, marks }: BlendSliderProps) {
  const mark = (id: number) => {
    const found = marks.get(id);
    return found && <Mark mark={found} />;
  };
  const place = useRef<HTMLDivElement>(null);
  useFocusAfterMenu(place);
  return (
    <div ref={place} className="blend">
      {mark(selected)}
      <Slider
        label="Blend"
        value={blend.weight}
        min={0}
        max={1}
        step={0.05}
        format={(weight) => `${Math.round(100 * (1 - weight))} / ${Math.round(100 * weight)}`}
        onCommit={(weight) => previewBlend(selected, blend.cluster, weight)}
      />
      {mark(blend.cluster)}
      <IconButton label="No blend" icon={X} onPress={() => preview(selected)} />
    </div>
  );
}

/** The menu that the other card was chosen in goes, with its button: what it had of the focus is the slider's. */
function useFocusAfterMenu(place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (!document.activeElement?.matches('body, .menu *')) return;
      place.current?.querySelector('input')?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [place]);
}

interface BlendMenuProps {
  readonly selected: number;
  readonly marks: ReadonlyMap<number, ClusterMark>;
}

function BlendMenu({ selected, marks }: BlendMenuProps) {
  const { shown } = useExplorations();
  const records = useStore((state) => state.records);
  const numbered = ranked(shown?.clusters ?? []).map((cluster, i) => ({ ...cluster, rank: i + 1 }));
  const others = numbered.filter(({ id }) => id !== selected && !ratingOf(records, id).rejected);
  if (others.length === 0) return null;
  return (
    <MenuTrigger>
      <Button className="button plain">
        <Merge aria-hidden size={16} />
        Blend with…
      </Button>
      <Popover className="popover" placement="top end" offset={4}>
        <Menu className="menu" aria-label="Blend with">
          {others.map(({ id, label, rank }) => (
            <MenuItem
              key={id}
              className="menu-item"
              textValue={`${rank} ${label}`}
              onAction={() => previewBlend(selected, id, 0.5)}
            >
              <Mark mark={marks.get(id) ?? { colour: 'currentcolor', path: '' }} />
              {rank} {label}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
