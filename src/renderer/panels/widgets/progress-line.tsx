import { ProgressBar } from 'react-aria-components';
import type { StageState } from '../../../preload/run-state.ts';

/** A stage of work, how far it is, and for how long it will go on. */
export function ProgressLine({ stage }: { readonly stage: StageState }) {
  const { done, of } = stage;
  return (
    <ProgressBar
      className="progress"
      aria-label={stage.stage}
      value={done}
      maxValue={of || 1}
      isIndeterminate={of === 0}
      valueLabel={progressText(stage)}
    >
      {({ percentage }) => (
        <>
          <div className="progress-text">
            <span>{stage.stage}</span>
            <span className="quiet">{progressText(stage)}</span>
          </div>
          <div className="progress-track">
            {percentage === undefined ? (
              <div className="progress-fill unknown" />
            ) : (
              <div className="progress-fill" style={{ width: `${percentage}%` }} />
            )}
          </div>
        </>
      )}
    </ProgressBar>
  );
}

/** "3 of 14 · 2 s left", as far as it is known. */
function progressText({ done, of, secondsLeft }: StageState): string {
  const parts = of > 0 ? [`${done} of ${of}`] : [];
  if (secondsLeft !== null) parts.push(`${duration(secondsLeft)} left`);
  return parts.join(' · ');
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.ceil(seconds))} s`;
  return `${Math.round(seconds / 60)} min`;
}
