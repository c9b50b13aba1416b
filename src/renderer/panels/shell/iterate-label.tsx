import { useStore } from '../../state/store.ts';

/** Says of the canvas that it shows an iterate, which is coarser than the photo, and no result. */
export function IterateLabel() {
  const step = useStore(({ runs, viewing: { shown, isOriginalHeld } }) => {
    if (shown.kind !== 'iterate' || isOriginalHeld) return undefined;
    const iterates = [...runs.values()].flatMap((run) => run.iterates);
    return iterates.find(({ id }) => id === shown.iterate)?.step;
  });
  if (step === undefined) return null;
  return <div className="iterate-label">Iterate {step} · the model’s small picture</div>;
}
