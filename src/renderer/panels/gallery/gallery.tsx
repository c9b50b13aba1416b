import { type RefObject, useEffect, useMemo, useState } from 'react';
import { Button, GridList, type Selection } from 'react-aria-components';
import type { ClusterState } from '../../../preload/run-state.ts';
import { marksOf } from '../../state/cluster-marks.ts';
import {
  useControls,
  useExplorations,
  useHasStrokes,
  useIsLocked,
  usePhoto,
} from '../../state/current.ts';
import { foldsOf } from '../../state/folding.ts';
import { foundStrength } from '../../state/found-strength.ts';
import { pickOf } from '../../state/look.ts';
import { ranked } from '../../state/ranking.ts';
import { ratingOf } from '../../state/ratings.ts';
import { applySelected, rejectAndGoOn } from '../../state/results.ts';
import { useStore } from '../../state/store.ts';
import { deselect, preview, previewBlend } from '../../state/view.ts';
import { Card } from './card.tsx';
import { GalleryHead } from './gallery-head.tsx';
import { Skeletons } from './skeletons.tsx';
import { useCardZoom } from './use-card-zoom.ts';
import './gallery.css';

/** A press on the card that is selected shows it again. The list hands it on, but its types lack it. */
const ALSO_SAME = { allowDuplicateSelectionEvents: true };

/** The alternatives of an exploration, the best first; those that were rejected can be brought back. */
export function Gallery() {
  const { shown } = useExplorations();
  const records = useStore((state) => state.records);
  const runs = useStore((state) => state.runs);
  const photo = usePhoto();
  const selected = useStore(({ viewing }) => viewing.selectedCluster);
  const blend = useStore(({ viewing }) => viewing.blend);
  const isRunning = useStore(({ stage }) => stage?.work === 'explore');
  const isLocked = useIsLocked();
  const strength = foundStrength(shown, useControls());
  const { place, zoom } = useCardZoom();
  const [unfolded, setUnfolded] = useState<ReadonlySet<Fold>>(new Set());

  const clusters = useMemo(() => ranked(shown?.clusters ?? []), [shown]);
  const marks = useMemo(() => marksOf(clusters), [clusters]);
  const selection = [selected, blend?.cluster].filter((id) => id != null);
  const applied = new Set(
    photo ? pickOf(records, runs, photo.id).map(({ cluster }) => cluster) : [],
  );
  const folds = useMemo(() => foldsOf(clusters), [clusters]);
  const foldOf = ({ id }: ClusterState): Fold | null => {
    const { rejected, stars } = ratingOf(records, id);
    if (rejected) return 'rejected';
    const isTakenUp = selection.includes(id) || applied.has(id) || stars > 0;
    return isTakenUp ? null : (folds.get(id) ?? null);
  };
  const byFold = Map.groupBy(clusters, foldOf);
  const isListed = (fold: Fold | null) => fold === null || unfolded.has(fold);
  const listed = [
    ...clusters.filter((one) => foldOf(one) !== 'rejected' && isListed(foldOf(one))),
    ...(isListed('rejected') ? (byFold.get('rejected') ?? []) : []),
  ];

  useFocusOnSelected(place, selected);

  function onSelectionChange(keys: Selection) {
    const ids = keys === 'all' ? [] : [...keys].map(Number);
    const added = ids.filter((id) => !selection.includes(id));
    const next = added.at(-1) ?? ids[0];
    if (next === undefined) deselect();
    else if (ids.length > 1 && selected !== null && next !== selected) {
      previewBlend(selected, next, 0.5);
    } else preview(next);
  }

  return (
    <section
      ref={place}
      className="gallery"
      aria-label="Alternatives"
      style={{
        '--zoom': zoom.scale,
        '--zoom-x': `${100 * zoom.x}%`,
        '--zoom-y': `${100 * zoom.y}%`,
      }}
    >
      <GalleryHead marks={marks} strength={strength}>
        {FOLDS.map((fold) => (
          <FoldButton
            key={fold}
            fold={fold}
            count={byFold.get(fold)?.length ?? 0}
            isOpen={unfolded.has(fold)}
            onPress={() => setUnfolded(unfolded.symmetricDifference(new Set([fold])))}
          />
        ))}
      </GalleryHead>
      {clusters.length === 0 ? (
        isRunning ? (
          <Skeletons count={3} />
        ) : (
          <EmptyGallery />
        )
      ) : (
        <div
          className="gallery-scroll"
          onKeyDownCapture={(event) => {
            if (event.key.toLowerCase() !== 'x' || event.ctrlKey) return;
            if (selected === null || isLocked) return;
            event.stopPropagation();
            event.preventDefault();
            rejectAndGoOn(selected);
          }}
        >
          <GridList
            className="cards"
            aria-label="Alternatives, best first"
            layout="grid"
            orientation="horizontal"
            selectionMode="multiple"
            selectionBehavior="replace"
            disallowTypeAhead
            escapeKeyBehavior="none"
            items={listed}
            selectedKeys={selection}
            {...ALSO_SAME}
            onSelectionChange={onSelectionChange}
            onAction={() => !isLocked && applySelected()}
            dependencies={[records, applied, marks, selected, blend, isLocked, strength]}
          >
            {(cluster) => (
              <Card
                cluster={cluster}
                rank={clusters.indexOf(cluster) + 1}
                mark={marks.get(cluster.id)}
                rating={ratingOf(records, cluster.id)}
                strength={strength}
                isApplied={applied.has(cluster.id)}
                isLocked={isLocked}
                onReject={() => rejectAndGoOn(cluster.id)}
              />
            )}
          </GridList>
          {isRunning && <Skeletons count={2} />}
        </div>
      )}
    </section>
  );
}

/** What may lose the focus to a card that is selected: what it came from, and what has no use for arrows then. */
const LETS_GO = 'body, .explore-button, .canvas, .cards *';

/** The card that is selected, however it came to be, is in sight, and arrows go on from it. */
function useFocusOnSelected(place: RefObject<HTMLElement | null>, selected: number | null): void {
  useEffect(() => {
    if (selected === null) return;
    const frame = requestAnimationFrame(() => {
      const row = place.current?.querySelector<HTMLElement>('.cards [aria-selected=true]');
      row?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      if (document.activeElement?.matches(LETS_GO)) row?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [place, selected]);
}

/** What is folded away until it is asked for. */
const FOLDS = ['little', 'opposite', 'rejected'] as const;
type Fold = (typeof FOLDS)[number];

interface FoldButtonProps {
  readonly fold: Fold;
  /** Of the cards that it shows, or hides. */
  readonly count: number;
  readonly isOpen: boolean;
  readonly onPress: () => void;
}

/** Shows cards that are folded away, or hides them; where there is little room, without the verb. */
function FoldButton({ fold, count, isOpen, onPress }: FoldButtonProps) {
  if (count === 0) return null;
  const opposites = count === 1 ? 'opposite' : 'opposites';
  const what = { little: 'with little effect', opposite: opposites, rejected: 'rejected' }[fold];
  return (
    <Button className="button plain fold-button" onPress={onPress}>
      {isOpen ? 'Hide' : <span className="fold-verb">Show</span>} {count} {what}
    </Button>
  );
}

function EmptyGallery() {
  const hasStrokes = useHasStrokes();
  return (
    <p className="gallery-empty quiet">
      {hasStrokes
        ? 'Press Explore.'
        : 'Roughly paint what you would like to see, then press Explore.'}{' '}
      Believable versions of the photo appear here, best first; applying one never deletes the
      others.
    </p>
  );
}
