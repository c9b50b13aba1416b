import { Lock, Unplug } from 'lucide-react';
import { Button } from 'react-aria-components';
import { run } from '../../commands/run.ts';
import { READ_ONLY } from '../../state/current.ts';
import { useStore } from '../../state/store.ts';
import './messages.css';

/** What holds for the whole window, for as long as it does. */
export function Banners() {
  const isConnected = useStore((state) => state.isConnected);
  const wasConnected = useStore(({ app }) => app !== null);
  const isReadOnly = useStore(({ project }) => project?.isReadOnly ?? false);
  return (
    <>
      {!isConnected && wasConnected && (
        <div className="banner" role="alert">
          <Unplug aria-hidden />
          The connection to Penumbra was lost; this page keeps trying. If Penumbra was restarted,
          open the address in its terminal. Until then nothing can be changed. Steps that were saved
          are safe.
        </div>
      )}
      {isReadOnly && (
        <div className="banner" role="status">
          <Lock aria-hidden />
          {READ_ONLY}
          <Button className="button" onPress={() => run('save-as')}>
            Save a copy…
          </Button>
        </div>
      )}
    </>
  );
}
