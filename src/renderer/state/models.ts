import { useEffect } from 'react';
import { EMBEDDED_ID } from '../../document/controls.ts';
import type { Result } from '../../preload/contract.ts';
import type { ModelSource, ModelState } from '../../preload/model-state.ts';
import { rpc } from '../session.ts';
import { commitControls } from './controls.ts';
import { notifyError } from './notices.ts';
import { useStore } from './store.ts';

/** Asks main which models there are now. */
async function loadModels(): Promise<void> {
  try {
    useStore.setState({ models: await rpc.call('models.list', null) });
  } catch (error) {
    notifyError(error);
  }
}

/** The models of this machine, listed anew when whoever shows them appears; none until main has listed them. */
export function useModels(): readonly ModelState[] {
  const models = useStore((state) => state.models);
  const isConnected = useStore((state) => state.isConnected);
  useEffect(() => {
    if (isConnected) loadModels();
  }, [isConnected]);
  return models ?? [];
}

/**
 * @param id what it is called; after its folder or file where that is null
 * @returns whether it was added; not where a dialog was closed
 * @throws RemoteError where it cannot be
 */
export async function addModel(source: ModelSource, id: string | null): Promise<boolean> {
  const models = await rpc.call('models.add', { source, id });
  if (models) useStore.setState({ models });
  return models !== null;
}

/** @throws RemoteError where a file is not what it was */
export function checkModel(id: string): Promise<Result<'models.check'>> {
  return rpc.call('models.check', { id });
}

export function cancelModelCheck(): void {
  rpc.call('models.cancelCheck', null).catch(notifyError);
}

/** @throws RemoteError where there is none of that name any more */
export async function removeModel(id: string): Promise<void> {
  useStore.setState({ models: await rpc.call('models.remove', { id }) });
}

/** Chooses a model for the project, at its own size. */
export function chooseModel(id: string): Promise<void> {
  return commitControls(`Model: ${modelName(id)}`, { model: id, modelSize: null });
}

/** A model's name as it is shown. */
export function modelName(id: string): string {
  return id === EMBEDDED_ID ? 'Embedded' : id;
}
