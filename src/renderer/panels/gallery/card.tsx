import { Check, Eye, RotateCcw, Star, X } from 'lucide-react';
import { GridListItem } from 'react-aria-components';
import type { ClusterState } from '../../../preload/run-state.ts';
import { previewUrl } from '../../../preload/urls.ts';
import type { ClusterMark } from '../../state/cluster-marks.ts';
import type { ratingOf } from '../../state/ratings.ts';
import { rate } from '../../state/results.ts';
import { useStore } from '../../state/store.ts';
import { look } from '../../state/view.ts';
import { IconButton } from '../widgets/icon-button.tsx';
import { percent } from '../widgets/slider.tsx';
import { Mark } from './mark.tsx';

interface CardProps {
  readonly cluster: ClusterState;
  /** From 1, the best. */
  readonly rank: number;
  readonly mark: ClusterMark | undefined;
  readonly rating: ReturnType<typeof ratingOf>;
  /** What picture and figures are of, where results are applied otherwise. */
  readonly strength: number | null;
  readonly isApplied: boolean;
  readonly isLocked: boolean;
  readonly onReject: () => void;
}

/** An alternative: what it makes of the photo, and how it stands to photo and strokes. */
export function Card({ cluster, rank, mark, rating, strength, ...rest }: CardProps) {
  const { isApplied, isLocked, onReject } = rest;
  const { id, label, likeness, effect, outside, iterates } = cluster;
  const { stars, rejected } = rating;
  const session = useStore(({ project }) => project?.session ?? '');
  const isHovered = useStore(
    ({ viewing: { hoveredCluster, hoveredIterate } }) =>
      hoveredCluster === id || (hoveredIterate !== null && iterates.includes(hoveredIterate)),
  );
  const isResultSeen = useStore(({ viewing }) => viewing.shown.kind === 'look');
  const figures = [
    `likeness ${percent(likeness)}`,
    `effect ${percent(effect)}`,
    `change around the strokes ${outside.toFixed(1)} of 255`,
    ...(strength === null ? [] : [`all at strength ${percent(strength)}`]),
  ];
  return (
    <GridListItem
      id={id}
      textValue={`${rank}. ${label}, ${figures.join(', ')}${isApplied ? ', applied' : ''}`}
      className={`card ${rejected ? 'rejected' : ''} ${isHovered ? 'linked' : ''}`}
      onHoverStart={() => look({ hoveredCluster: id })}
      onHoverEnd={() => look({ hoveredCluster: null })}
    >
      {({ isSelected }) => (
        <>
          <figure className="card-picture">
            <img src={previewUrl(session, 'cluster', id)} alt="" draggable={false} />
            <span className="card-rank">{rank}</span>
            {isApplied ? (
              <span className="card-state applied">
                <Check aria-hidden />
                Applied
              </span>
            ) : (
              isSelected &&
              isResultSeen && (
                <span className="card-state previewed">
                  <Eye aria-hidden />
                  Preview
                </span>
              )
            )}
            <div className="card-tools">
              <Stars cluster={id} label={label} stars={stars} isLocked={isLocked} />
              <IconButton
                label={rejected ? `Bring back ${label}` : `Reject ${label}`}
                keys="X"
                icon={rejected ? RotateCcw : X}
                isDisabled={isLocked}
                onPress={onReject}
              />
            </div>
          </figure>
          <div className="card-name">
            {mark && <Mark mark={mark} />}
            <span className="card-label">{label}</span>
            {stars > 0 && (
              <span className="card-stars" role="img" aria-label={`${stars} of 5 stars`}>
                {'★'.repeat(stars)}
              </span>
            )}
          </div>
          <div className="card-bars" title={figures.join('\n')}>
            <Bar name="Likeness" value={likeness} />
            <Bar name="Effect" value={effect} />
          </div>
        </>
      )}
    </GridListItem>
  );
}

function Bar({ name, value }: { readonly name: string; readonly value: number }) {
  const share = Math.min(1, Math.max(0, value));
  return (
    <div className="card-bar">
      <div className="card-bar-track" role="img" aria-label={`${name} ${percent(value)}`}>
        <div className="card-bar-fill" style={{ width: `${100 * share}%` }} />
      </div>
      <span className="card-bar-value">{Math.round(100 * value)}</span>
    </div>
  );
}

interface StarsProps {
  readonly cluster: number;
  readonly label: string;
  readonly stars: number;
  readonly isLocked: boolean;
}

function Stars({ cluster, label, stars, isLocked }: StarsProps) {
  return (
    <div className="card-rating">
      {[1, 2, 3, 4, 5].map((n) => (
        <IconButton
          key={n}
          label={`${n} ${n === 1 ? 'star' : 'stars'} for ${label}`}
          keys={`${n}`}
          icon={Star}
          className={n <= stars ? 'given' : ''}
          isDisabled={isLocked}
          onPress={() => rate(cluster, n)}
        />
      ))}
    </div>
  );
}
