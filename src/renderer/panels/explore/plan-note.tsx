import { TriangleAlert } from 'lucide-react';
import { Button } from 'react-aria-components';
import type { ExplorePlan } from '../../../preload/model-state.ts';
import { commitControls } from '../../state/controls.ts';
import { useIsLocked } from '../../state/current.ts';
import { notifyError } from '../../state/notices.ts';

/** What an exploration needs of this machine, and where it is too much, what would do. */
export function PlanNote({ plan }: { readonly plan: ExplorePlan }) {
  const isLocked = useIsLocked();
  if (plan.note === null) return null;
  return (
    <div className="plan-note" role="status">
      <p className={plan.isPossible ? 'quiet small' : 'plan-refused small'}>
        {!plan.isPossible && <TriangleAlert aria-hidden size={16} className="plan-sign" />}
        {plan.note}
      </p>
      {plan.ways.length > 0 && (
        <div className="plan-ways">
          {plan.ways.map(({ label, change }) => (
            <Button
              key={label}
              className="button"
              isDisabled={isLocked}
              onPress={() => commitControls(label, change).catch(notifyError)}
            >
              {label}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}
