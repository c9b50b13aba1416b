import { Pencil } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import { rpc } from '../../session.ts';
import { useIsLocked } from '../../state/current.ts';
import { type LaneRow, laneRows } from '../../state/edit-lanes.ts';
import { notifyError } from '../../state/notices.ts';
import { relativeTime } from '../../state/relative-time.ts';
import { useStore } from '../../state/store.ts';
import { goTo } from '../../state/travel.ts';
import { IconButton } from '../widgets/icon-button.tsx';
import { NameField } from '../widgets/name-field.tsx';
import { Section } from '../widgets/section.tsx';
import './history.css';

/** Rows that are shown until more are asked for. */
const PAGE = 100;

/** Every step that was made, on all branches; a click goes there, and nothing is lost by it. */
export function HistorySection() {
  const history = useStore((state) => state.history);
  const isLocked = useIsLocked();
  const [count, setCount] = useState(PAGE);
  const rows = useMemo(() => laneRows(history), [history]);
  const now = Date.now();
  return (
    <Section id="section/history" title="History">
      <ol className="history">
        {rows.slice(0, count).map((row) => (
          <Step
            key={row.edit.id}
            {...row}
            time={relativeTime(row.edit.made, now)}
            isLocked={isLocked}
          />
        ))}
      </ol>
      {rows.length > count && (
        <Button className="button plain" onPress={() => setCount(count + PAGE)}>
          {rows.length - count} earlier steps
        </Button>
      )}
    </Section>
  );
}

interface StepProps extends LaneRow {
  readonly time: string;
  readonly isLocked: boolean;
}

const Step = memo(function Step({
  edit,
  lane,
  isApplied,
  isHead,
  isBranch,
  time,
  isLocked,
}: StepProps) {
  const { id, label, name } = edit;
  const [isRenamed, setIsRenamed] = useState(false);

  function rename(next: string | null) {
    if (next !== null && next !== (name ?? '')) {
      rpc.call('document.nameEdit', { edit: id, name: next || null }).catch(notifyError);
    }
    setIsRenamed(false);
  }

  if (isRenamed) {
    return (
      <li>
        <NameField
          label={`Name of the step ${label}`}
          name={name ?? ''}
          placeholder={label}
          onDone={rename}
        />
      </li>
    );
  }
  const state = isHead ? 'head' : isApplied ? 'applied' : 'other';
  return (
    <li className={`step ${state}`} style={{ paddingLeft: 12 * Math.min(lane, 6) }}>
      <span className={`step-dot ${isBranch ? 'branch' : ''}`} aria-hidden />
      <Button
        className="step-button"
        aria-current={isHead ? 'step' : false}
        isDisabled={isLocked}
        onPress={() => goTo(id)}
      >
        <span className={`step-label ${name ? 'named' : ''}`}>{name ?? label}</span>
        <span className="quiet small step-time">{time}</span>
      </Button>
      <IconButton
        label={`Name the step ${name ?? label}`}
        icon={Pencil}
        isDisabled={isLocked}
        onPress={() => setIsRenamed(true)}
      />
    </li>
  );
});
