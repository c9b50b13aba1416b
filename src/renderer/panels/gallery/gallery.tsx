import { type RefObject, useEffect, useMemo, useState } from 'react';
import { Button, GridList, type Selection } from 'react-aria-components';
import { marksOf } from '../../state/cluster-marks.ts';
import { useExplorations, useHasStrokes, useIsLocked, usePhoto } from '../../state/current.ts';
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
  const { place, zoom } = useCardZoom();
  const [areRejectedShown, setAreRejectedShown] = useState(false);
  const [areOppositesShown, setAreOppositesShown] = useState(false);

  const clusters = useMemo(() => ranked(shown?.clusters ?? []), [shown]);
  const marks = useMemo(() => marksOf(clusters), [clusters]);
  const selection = [selected, blend?.cluster].filter((id) => id != null);
  const kept = clusters.filter(({ id }) => !ratingOf(records, id).rejected);
  const rejected = clusters.filter(({ id }) => ratingOf(records, id).rejected);
  // Each level has its answer and the opposite of it, which is seldom what was asked for.
  const wanted = kept.filter(({ id, effect }) => effect >= 0 || selection.includes(id));
  const folded = kept.length - wanted.length;
  const listed = [...(areOppositesShown ? kept : wanted), ...(areRejectedShown ? rejected : [])];
  const applied = new Set(
    photo ? pickOf(records, runs, photo.id).map(({ cluster }) => cluster) : [],
  );

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
      <GalleryHead marks={marks}>
        {(folded > 0 || areOppositesShown) && (
          <Button
            className="button plain fold-button"
            onPress={() => setAreOppositesShown(!areOppositesShown)}
          >
            {areOppositesShown ? (
              'Hide opposites'
            ) : (
              <Folded count={folded} what={folded === 1 ? 'opposite' : 'opposites'} />
            )}
          </Button>
        )}
        {rejected.length > 0 && (
          <Button
            className="button plain fold-button"
            onPress={() => setAreRejectedShown(!areRejectedShown)}
          >
            {areRejectedShown ? (
              'Hide rejected'
            ) : (
              <Folded count={rejected.length} what="rejected" />
            )}
          </Button>
        )}
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
            dependencies={[records, applied, marks, selected, blend, isLocked]}
          >
            {(cluster) => (
              <Card
                cluster={cluster}
                rank={clusters.indexOf(cluster) + 1}
                mark={marks.get(cluster.id)}
                rating={ratingOf(records, cluster.id)}
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

/** Arrows go on from the card that is selected, however it came to be. */
function useFocusOnSelected(place: RefObject<HTMLElement | null>, selected: number | null): void {
  useEffect(() => {
    if (selected === null) return;
    const frame = requestAnimationFrame(() => {
      if (!document.activeElement?.matches(LETS_GO)) return;
      const row = place.current?.querySelector<HTMLElement>('.cards [aria-selected=true]');
      row?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [place, selected]);
}

/** How many cards are folded away; where there is little room, without the verb. */
function Folded({ count, what }: { readonly count: number; readonly what: string }) {
  return (
    <span>
      <span className="fold-verb">Show</span> {count} {what}
    </span>
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
