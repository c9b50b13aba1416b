import type { DocumentRecord } from '../../document/records.ts';
import type { EditState } from '../../preload/project-state.ts';
import type { ReadableProject } from '../store/readable-project.ts';
import { WritableProject } from '../store/writable-project.ts';
import type { Emit } from './emit.ts';

/** Tells a window of every change of a document, and of the edits that it does not know yet. */
export class HistoryNews {
  private readonly emit: Emit;
  /** Edits up to this one are known to the window. */
  private told: number;
  private unsubscribe: () => void;
  private project: ReadableProject;

  constructor(project: ReadableProject, emit: Emit) {
    this.emit = emit;
    this.project = project;
    this.told = lastEdit(project);
    this.unsubscribe = this.subscribe();
  }

  /** Follows another file, to which the project was saved. */
  follow(project: WritableProject): void {
    this.unsubscribe();
    this.project = project;
    this.unsubscribe = this.subscribe();
  }

  /** Tells of an edit that was given a name. */
  named(edit: number): void {
    this.tell([], [], edit);
  }

  end(): void {
    this.unsubscribe();
  }

  private subscribe(): () => void {
    // Where someone only looks, nothing changes from here.
    if (!(this.project instanceof WritableProject)) return () => undefined;
    return this.project.onChange(({ put, remove }) => this.tell(put, remove));
  }

  private tell(put: readonly DocumentRecord[], remove: readonly string[], named?: number): void {
    if (!(this.project instanceof WritableProject)) return;
    const { head, canUndo, canRedo } = this.project;
    const isNews = ({ id }: EditState) => id > this.told || id === named;
    const edits = this.project.edits().filter(isNews);
    this.told = lastEdit(this.project);
    const history = { edits, head, canUndo, canRedo };
    this.emit('document', { put: [...put], remove: [...remove], history });
  }
}

function lastEdit(project: ReadableProject): number {
  return project.edits().at(-1)?.id ?? 0;
}
