import type { BrowserWindow } from 'electron';
import type { EventData } from '../../preload/contract.ts';
import type { StageState } from '../../preload/run-state.ts';

/** What a notification says. */
interface Notice {
  readonly title: string;
  readonly body: string;
}

/** In place of a share: more than 1 is progress of which nobody knows how far it is, less than 0 is none. */
const UNKNOWN = 2;
const NONE = -1;

/** What is said of work that is done; exports end in a window of theirs. */
const DONE: Readonly<Record<EventData<'ended'>['work'], Notice>> = {
  explore: { title: 'Exploration finished', body: 'The results are ready.' },
  refine: { title: 'Refinement finished', body: 'The result is ready.' },
};

/**
 * What the system shows of the editor's work beside its window: progress on the taskbar, and a notification
 * when work has ended that nobody was watching.
 */
export class Attention {
  private readonly window: Pick<BrowserWindow, 'setProgressBar' | 'isFocused'>;
  private readonly notify: (notice: Notice) => void;
  /** What the last failure said. */
  private problem = '';
  private working: StageState | null = null;
  private exported: StageState | null = null;

  constructor(
    window: Pick<BrowserWindow, 'setProgressBar' | 'isFocused'>,
    notify: (notice: Notice) => void,
  ) {
    this.window = window;
    this.notify = notify;
  }

  /** What is going on; null when nothing is any more. */
  stage(stage: EventData<'stage'>): void {
    this.working = stage;
    this.showProgress();
  }

  /** How far an export is; null when none goes on. */
  exporting(stage: EventData<'exporting'>): void {
    this.exported = stage;
    this.showProgress();
  }

  ended({ work, outcome }: EventData<'ended'>): void {
    if (outcome === 'cancelled' || this.window.isFocused()) return;
    this.notify(outcome === 'done' ? DONE[work] : { title: 'Stopped', body: this.problem });
  }

  failure({ message }: EventData<'failure'>): void {
    this.problem = message;
  }

  private showProgress(): void {
    const stage = this.working ?? this.exported;
    const share = stage && stage.of > 0 ? stage.done / stage.of : UNKNOWN;
    this.window.setProgressBar(stage ? share : NONE);
  }
}
