import type { StageState } from '../../preload/run-state.ts';

/** So much has to be done before it says how long the rest takes. */
const LEAST_DONE = 3;

/** Milliseconds between two blocks that are told: those of small models go by. */
const EVERY_MS = 200;

/** Tells how far a piece of work is, and how long the rest will take at the pace so far. */
export class Progress {
  private readonly work: StageState['work'];
  private readonly tellStage: (stage: StageState) => void;
  /** What was told last, and when a part of it was. */
  private last: { readonly stage: string; readonly done: number; readonly of: number } | undefined;
  private toldPart = 0;
  /** When the first unit was done: what came before, such as loading the model, does not come again. */
  private first: { readonly at: number; readonly done: number } | undefined;

  constructor(work: StageState['work'], tellStage: (stage: StageState) => void) {
    this.work = work;
    this.tellStage = tellStage;
  }

  /** @param of 0 where it is not known */
  tell(stage: string, done: number, of: number): void {
    // Units of another kind take their own time.
    if (this.last?.of !== of) this.first = undefined;
    this.last = { stage, done, of };
    this.say(stage, done, of);
  }

  /** Tells how far an evaluation of a model of many blocks is, within the stage that was told last. */
  tellBlock(block: number, blocks: number): void {
    const now = performance.now();
    if (!this.last || blocks < 2 || now - this.toldPart < EVERY_MS) return;
    this.toldPart = now;
    const { stage, done, of } = this.last;
    this.say(`${stage}, block ${block} of ${blocks}`, done, of);
  }

  private say(stage: string, done: number, of: number): void {
    const now = performance.now();
    if (done > 0) this.first ??= { at: now, done };
    const made = done - (this.first?.done ?? done);
    const secondsLeft =
      this.first && made >= LEAST_DONE
        ? (((now - this.first.at) / made) * (of - done)) / 1000
        : null;
    this.tellStage({ work: this.work, stage, done, of, secondsLeft });
  }
}
