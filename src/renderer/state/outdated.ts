import { useEffect, useState } from 'react';
import { rpc } from '../session.ts';
import { useExplorations, usePhoto } from './current.ts';
import { notifyError } from './notices.ts';
import { useStore } from './store.ts';

/** What main has answered, and of what. */
interface Answer {
  readonly of: string;
  readonly isOutdated: boolean;
}

/** Whether strokes or settings have changed since the exploration in the gallery was begun. */
export function useIsOutdated(): boolean {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const photo = usePhoto()?.id;
  const edit = useExplorations().shown?.edit;
  const session = useStore(({ project }) => project?.session);
  const isConnected = useStore((state) => state.isConnected);
  const held = useStore((state) => state.held);
  const of = `${session} ${photo} ${edit}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another document is another answer
  useEffect(() => {
    if (photo === undefined || edit === undefined || !isConnected) return;
    let isCurrent = true;
    rpc
      .call('explore.isOutdated', { photo, edit })
      .then((isOutdated) => isCurrent && setAnswer({ of, isOutdated }))
      .catch((error) => isCurrent && notifyError(error));
    return () => {
      isCurrent = false;
    };
  }, [of, isConnected, held]);
  return answer?.of === of && answer.isOutdated;
}
