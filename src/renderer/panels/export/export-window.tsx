import { useEffect, useState } from 'react';
import { Button, Form, Input, Label, TextField } from 'react-aria-components';
import { PHOTO_FORMATS } from '../../../document/photo-formats.ts';
import type { Result } from '../../../preload/contract.ts';
import type { ExportOptions, ExportResult } from '../../../preload/export-state.ts';
import type { Look } from '../../../preload/urls.ts';
import { rpc } from '../../session.ts';
import { photoOf } from '../../state/current.ts';
import { clusterOf } from '../../state/explorations.ts';
import { lastOptions, remembered, writtenSize } from '../../state/export-options.ts';
import { download } from '../../state/files.ts';
import { lookOf } from '../../state/look.ts';
import { notify, notifyError } from '../../state/notices.ts';
import { prefer } from '../../state/preferences.ts';
import { sentence } from '../../state/sentence.ts';
import { useStore } from '../../state/store.ts';
import { ProgressLine } from '../widgets/progress-line.tsx';
import { Window } from '../widgets/window.tsx';
import { ExportFields } from './export-fields.tsx';
import './export.css';

/** Milliseconds without a change until main is asked what an export would write. */
const PAUSE_MS = 150;

/** The same while a brace is open, which whoever types will close. */
const OPEN_BRACE_PAUSE_MS = 2000;

/** Writes the photo with what is applied to it. */
export function ExportWindow() {
  const [options, setOptions] = useState(optionsNow);
  const plan = usePlan(options);
  const [isWriting, setIsWriting] = useState(false);
  const exporting = useStore((state) => state.exporting);
  const folder = useStore(({ app }) => app?.folder?.name);
  const isReady = plan?.exists === false && plan.problem === null;
  const close = () => useStore.setState({ dialog: null });
  const change = (next: Partial<ExportOptions>) => setOptions({ ...options, ...next });

  /** @param name for this export alone: what is remembered is the name as it was given */
  async function write(replace: boolean, name = options.name) {
    prefer({ lastExport: remembered(options, useStore.getState().preferences.lastExport) });
    setIsWriting(true);
    try {
      const request = { options: { ...options, name }, replace };
      const result = await rpc.call('export.write', request);
      if (!result) return;
      for (const { url, name } of result.downloads) download(url, name);
      notify({ kind: 'done', title: 'Exported', message: wordsOf(result), details: '' });
      close();
    } catch (error) {
      notifyError(error);
    } finally {
      setIsWriting(false);
    }
  }

  function cancel() {
    if (isWriting) rpc.call('export.cancel', null).catch(notifyError);
    else close();
  }

  return (
    <Window title="Export" width={520} onClose={cancel}>
      <Form
        className="export-form"
        onSubmit={(event) => {
          event.preventDefault();
          // A file is replaced by its own button alone, never by Enter.
          if (isReady && !isWriting) write(false);
        }}
      >
        <div className="window-body">
          {options.look === null && (
            <p className="export-note">
              No result is applied, so this writes the photo as it is. Select one in the gallery and
              press Apply to export it.
            </p>
          )}
          {options.look && (
            <div className="field">
              <span>Result</span>
              <span className="quiet">{resultWords(options.look)}</span>
            </div>
          )}
          <TextField
            className="field"
            autoFocus
            value={options.name}
            onChange={(name) => change({ name })}
          >
            <Label>Name</Label>
            <Input className="input" />
          </TextField>
          {plan?.name === null && plan.problem && (
            <p className="export-hint" role="status">
              {sentence(plan.problem)}
            </p>
          )}
          <p className="quiet small export-hint">
            {'{name}'} is the photo’s name, {'{date}'} today, {'{n}'} the next free number.
          </p>
          <ExportFields options={options} change={change} />
          <div className="export-plan" aria-live="polite">
            {plan === null ? '…' : plan.exists ? `${plan.name} already exists.` : plan.name}
            {plan?.name && !plan.exists && <span className="quiet">{sizeWords(options)}</span>}
            {folder && <span className="quiet">In the folder {folder}</span>}
            {plan?.exists && (
              <>
                <span className="quiet">Give another name, keep both, or replace it.</span>
                <Button
                  className="button"
                  isDisabled={isWriting || plan.problem !== null}
                  onPress={() => write(false, `${options.name} {n}`)}
                >
                  Keep both
                </Button>
                <Button
                  className="button"
                  isDisabled={isWriting || plan.problem !== null}
                  onPress={() => write(true)}
                >
                  Replace {plan.name}
                </Button>
              </>
            )}
          </div>
          {plan?.name && plan.problem && <p className="export-note">{plan.problem}</p>}
          {exporting && <ProgressLine stage={exporting} />}
        </div>
        <div className="window-foot">
          <Button className="button" onPress={cancel}>
            Cancel
          </Button>
          <Button className="button primary" type="submit" isDisabled={isWriting || !isReady}>
            Export {PHOTO_FORMATS[options.format].name}
          </Button>
        </div>
      </Form>
    </Window>
  );
}

function optionsNow(): ExportOptions {
  const { records, runs, project, preferences, viewing } = useStore.getState();
  const photo = photoOf({ project });
  if (!photo) throw new Error('the project has no photo to export; open another');
  // What is seen is what is written, whether or not it is applied.
  const { shown } = viewing;
  const look = shown.kind === 'look' ? shown.look : lookOf(records, runs, photo.id);
  return lastOptions(preferences.lastExport, photo.id, look);
}

/** Which result is written. */
function resultWords({ clusters }: Look): string {
  const { records, runs, project } = useStore.getState();
  const photo = photoOf({ project });
  const name = clusters.map(({ cluster }) => clusterOf(runs, cluster)?.label).join(' with ');
  const applied = photo && lookOf(records, runs, photo.id);
  const isApplied = JSON.stringify(applied?.clusters) === JSON.stringify(clusters);
  return isApplied ? `${name}, applied` : `${name}, previewed, not applied`;
}

/** What main says that an export would write; null until it has. */
function usePlan(options: ExportOptions): Result<'export.plan'> | null {
  const [plan, setPlan] = useState<Result<'export.plan'> | null>(null);
  useEffect(() => {
    if (!options.name.trim()) {
      setPlan({ name: null, exists: false, problem: 'Give it a name.' });
      return;
    }
    setPlan(null);
    let isCurrent = true;
    const pause = /\{[^{}]*$/.test(options.name) ? OPEN_BRACE_PAUSE_MS : PAUSE_MS;
    const timer = setTimeout(async () => {
      try {
        const next = await rpc.call('export.plan', options);
        if (isCurrent) setPlan(next);
      } catch (error) {
        if (isCurrent) notifyError(error);
      }
    }, pause);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [options]);
  return plan;
}

/** How many pixels the file will have. */
function sizeWords({ size }: ExportOptions): string {
  const photo = photoOf(useStore.getState());
  if (!photo) return '';
  const { width, height } = writtenSize(photo, size);
  return `${width} × ${height} pixels`;
}

function wordsOf({ name, path, fidelity }: ExportResult): string {
  const where = path ? `Written to ${path}.` : `Your browser downloaded ${name}.`;
  if (!fidelity) return where;
  const outside =
    fidelity.maxOutside === 0
      ? 'Nothing changed outside the area.'
      : `Outside the area, pixels changed by up to ${fidelity.maxOutside} steps of the photo’s depth.`;
  return `${where} ${outside}`;
}
