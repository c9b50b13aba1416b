import { useEffect, useState } from 'react';
import { rpc } from '../session.ts';
import { useExplorations, usePhoto } from './current.ts';
import { notifyError } from './notices.ts';
import { useStore } from './store.ts';

/** Whether strokes or settings have changed since the exploration in the gallery was begun. */
export function useIsOutdated(): boolean {
  const [isOutdated, setIsOutdated] = useState(false);
  const photo = usePhoto()?.id;
  const edit = useExplorations().shown?.edit;
  const isConnected = useStore((state) => state.isConnected);
  const held = useStore((state) => state.held);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another document is another answer
  useEffect(() => {
    if (photo === undefined || edit === undefined) setIsOutdated(false);
    if (photo === undefined || edit === undefined || !isConnected) return;
    let isCurrent = true;
    rpc
      .call('explore.isOutdated', { photo, edit })
      .then((next) => isCurrent && setIsOutdated(next))
      .catch((error) => isCurrent && notifyError(error));
    return () => {
      isCurrent = false;
    };
  }, [photo, edit, isConnected, held]);
  return isOutdated;
}
