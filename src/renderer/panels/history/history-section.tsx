import { Pencil } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import { Button, Input, TextField } from 'react-aria-components';
import { rpc } from '../../session.ts';
import { useIsLocked } from '../../state/current.ts';
import { type LaneRow, laneRows } from '../../state/edit-lanes.ts';
import { notifyError } from '../../state/notices.ts';
import { relativeTime } from '../../state/relative-time.ts';
import { useStore } from '../../state/store.ts';
import { IconButton } from '../widgets/icon-button.tsx';
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
  const [draft, setDraft] = useState<string | null>(null);

  function rename() {
    if (draft !== null && draft.trim() !== (name ?? '')) {
      const next = draft.trim() || null;
      rpc.call('document.nameEdit', { edit: id, name: next }).catch(notifyError);
    }
    setDraft(null);
  }

  if (draft !== null) {
    return (
      <li>
        <TextField
          aria-label={`Name of the step ${label}`}
          autoFocus
          value={draft}
          onChange={setDraft}
          onBlur={rename}
          onKeyDown={({ key }) => {
            if (key === 'Enter') rename();
            if (key === 'Escape') setDraft(null);
          }}
        >
          <Input className="input" placeholder={label} />
        </TextField>
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
        onPress={() => rpc.call('document.goTo', { edit: id }).catch(notifyError)}
      >
        <span className={`step-label ${name ? 'named' : ''}`}>{name ?? label}</span>
        <span className="quiet small step-time">{time}</span>
      </Button>
      <IconButton
        label={`Name the step ${name ?? label}`}
        icon={Pencil}
        isDisabled={isLocked}
        onPress={() => setDraft(name ?? '')}
      />
    </li>
  );
});
