import { expect } from 'vitest';
import type { EventData, EventName } from '../../preload/contract.ts';
import type { ClusterState, RunState } from '../../preload/run-state.ts';
import type { Look } from '../../preload/urls.ts';
import type { Editor } from './editor.ts';
import type { Emit } from './emit.ts';

let told: { event: EventName; data: unknown }[] = [];

/** The window of a test's editor. */
export const hear: Emit = (event, data) => told.push({ event, data });

export function forget(): void {
  told = [];
}

/** What was heard since `forget()`. */
export function heard<E extends EventName>(event: E): EventData<E>[] {
  return told.filter((one) => one.event === event).map(({ data }) => data as EventData<E>);
}

/** The names of all that was heard since `forget()`, in order. */
export function heardEvents(): EventName[] {
  return told.map(({ event }) => event);
}

/** Waits until what goes on has ended, but for what is told of it. */
export async function idle(): Promise<void> {
  await expect.poll(() => heard('stage').at(-1), { timeout: 60_000 }).toBeNull();
}

/** Explores the first photo. */
export async function explored(editor: Editor): Promise<RunState> {
  editor.workspace.explore(1);
  await idle();
  return heard('run').at(-1) as RunState;
}

export function lookOf({ id }: Pick<ClusterState, 'id'>): Look {
  const transfer = { area: 'strokes', feather: 0.1, softness: 0.12, lockDrift: true } as const;
  return { clusters: [{ cluster: id, weight: 1 }], strength: 0.8, ...transfer };
}
