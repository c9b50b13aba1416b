import { useEffect, useState } from 'react';
import type { ExplorePlan } from '../../preload/model-state.ts';
import { rpc } from '../session.ts';
import { useControls, usePhoto } from './current.ts';
import { notifyError } from './notices.ts';
import { useStore } from './store.ts';

/** What main says of an exploration with the controls as they stand; null until it has. */
export function useExplorePlan(): ExplorePlan | null {
  const [plan, setPlan] = useState<ExplorePlan | null>(null);
  const photo = usePhoto()?.id;
  const { model, modelSize, mode } = useControls();
  const isConnected = useStore((state) => state.isConnected);
  // What is added, mended or forgotten may do, or do no more.
  const models = useStore((state) => state.models);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list of models is another answer
  useEffect(() => {
    if (photo === undefined || !isConnected) return;
    let isCurrent = true;
    const controls = { model, modelSize, mode };
    rpc
      .call('explore.plan', { photo, controls })
      .then((next) => isCurrent && setPlan(next))
      .catch((error) => isCurrent && notifyError(error));
    return () => {
      isCurrent = false;
    };
  }, [photo, model, modelSize, mode, isConnected, models]);
  return plan;
}
