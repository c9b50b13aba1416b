import { expect, it } from 'vitest';
import { controlRecord, controlsOf } from '../../document/controls.ts';
import type { EventData } from '../../preload/contract.ts';
import { Rpc } from '../rpc.ts';
import { connect } from './connect.ts';
import { withPending } from './pending.ts';
import { useStore } from './store.ts';

/** Connects the store to a main that only says what it is given. */
function connected(): (data: unknown, event?: string) => void {
  const listeners: ((event: string, data: unknown) => void)[] = [];
  const bridge = {
    call: () => Promise.reject(new Error('nothing is asked here')),
    listen: (listener: (event: string, data: unknown) => void) => {
      listeners.push(listener);
      return () => undefined;
    },
  };
  connect(new Rpc(bridge));
  return (data, event = 'document') => {
    for (const listener of listeners) listener(event, data);
  };
}

/** What main says when strength was set by an edit. */
function strengthSet(strength: number, id: number): EventData<'document'> {
  return {
    put: [controlRecord('strength', strength)],
    remove: [],
    history: {
      edits: [{ id, parent: id - 1, label: 'Strength', made: id, name: null }],
      ...{ head: id, canUndo: true, canRedo: false },
    },
  };
}

const strength = () => controlsOf(useStore.getState().records).strength;

it('shows the newest gesture while echoes of earlier ones come', () => {
  const say = connected();
  const sent = [0.7, 0.8].map((value) => ({
    put: [controlRecord('strength', value)],
    remove: [],
    edit: null,
  }));
  useStore.setState((state) => withPending({ ...state, pending: sent }));
  expect(strength()).toBe(0.8);
  say(strengthSet(0.7, 2));
  expect(strength()).toBe(0.8);
  useStore.setState((state) =>
    withPending({ ...state, pending: sent.map((one, i) => ({ ...one, edit: i + 2 })) }),
  );
  expect(strength()).toBe(0.8);
  say(strengthSet(0.8, 3));
  expect(useStore.getState().pending).toEqual([]);
  // What comes after that is news: an undo, as it may be.
  say({ ...strengthSet(0.7, 3), history: { ...strengthSet(0.7, 3).history, edits: [], head: 2 } });
  expect(strength()).toBe(0.7);
});

it('knows a project wherever it is saved to, and takes no copy for it', () => {
  const say = connected();
  const state = {
    ...{ name: 'vase', isUnsaved: false, isReadOnly: false, records: [], runs: [], view: null },
    photos: [{ id: 1, name: 'vase.png', role: 'original', width: 9, height: 6 }],
    history: { edits: [], head: 1, canUndo: false, canRedo: false },
    notes: ['It was made with another version.'],
  };
  const selected = () => useStore.getState().viewing.selectedCluster;
  const project = (path: string, session: string) => say({ ...state, path, session }, 'project');
  project('/a.penumbra', 'first');
  useStore.setState(({ viewing }) => ({ viewing: { ...viewing, selectedCluster: 12 } }));
  project('/b.penumbra', 'first');
  expect(selected()).toBe(12);
  project('/a.penumbra', 'second');
  expect(selected()).toBeNull();
  // What was told of the project before is told no more.
  const told = () => useStore.getState().notices.length;
  expect(told()).toBe(1);
  say({ ...state, notes: [], path: '/c.penumbra', session: 'third' }, 'project');
  expect(told()).toBe(0);
});
