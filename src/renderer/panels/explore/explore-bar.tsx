import { Sparkles, Square } from 'lucide-react';
import { Button } from 'react-aria-components';
import { run, useKeys } from '../../commands/run.ts';
import { useHasStrokes, useIsLocked } from '../../state/current.ts';
import { useExplorePlan } from '../../state/explore-plan.ts';
import { useIsOutdated } from '../../state/outdated.ts';
import { useStore } from '../../state/store.ts';
import { ProgressLine } from '../widgets/progress-line.tsx';
import { PlanNote } from './plan-note.tsx';
import './explore.css';

/** The one big button: explores, and while that goes on, cancels it. */
export function ExploreBar() {
  const stage = useStore((state) => state.stage);
  const isLocked = useIsLocked();
  const keys = useKeys('explore');
  const hasStrokes = useHasStrokes();
  const plan = useExplorePlan();
  const isOutdated = useIsOutdated();
  const isWorking = stage !== null;
  return (
    <div className="explore-bar">
      {stage && <ProgressLine stage={stage} />}
      {!isWorking && plan && <PlanNote plan={plan} />}
      {isWorking ? (
        <Button className="button explore-button" onPress={() => run('stop')}>
          <Square aria-hidden size={16} />
          Cancel
        </Button>
      ) : (
        <Button
          className="button primary explore-button"
          isDisabled={isLocked || !hasStrokes || plan?.isPossible === false}
          onPress={() => run('explore')}
        >
          <Sparkles aria-hidden size={16} />
          Explore
          {keys && <kbd className="explore-keys">{keys}</kbd>}
        </Button>
      )}
      {!isWorking && (!hasStrokes || isOutdated) && (
        <p className="quiet small explore-hint">
          {hasStrokes
            ? 'Strokes or settings have changed since these results.'
            : 'Paint on the photo first; rough strokes are enough.'}
        </p>
      )}
    </div>
  );
}
