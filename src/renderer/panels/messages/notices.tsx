import { CircleAlert, Copy, Info, X } from 'lucide-react';
import { Button } from 'react-aria-components';
import { open } from '../../state/files.ts';
import { dismiss, notifyError } from '../../state/notices.ts';
import { type Notice, useStore } from '../../state/store.ts';
import { IconButton } from '../widgets/icon-button.tsx';
import './messages.css';

/** Messages that show at a time: older ones come back when newer ones go. */
const MOST = 3;

/** What the photographer was told, the newest last. */
export function Notices() {
  const notices = useStore((state) => state.notices);
  return (
    <section className="notices" aria-label="Messages" aria-live="polite">
      {notices.slice(-MOST).map((notice) => (
        <Message key={notice.id} {...notice} />
      ))}
    </section>
  );
}

function Message({ id, kind, title, message, details, toLookAt }: Notice) {
  const Icon = kind === 'error' ? CircleAlert : Info;
  const copy = () =>
    navigator.clipboard.writeText([title, message, details].join('\n\n')).catch(notifyError);
  return (
    <div className={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <Icon aria-hidden />
      <div className="notice-text">
        {kind !== 'error' && <strong>{title}</strong>}
        <p>{message}</p>
        {toLookAt !== undefined && (
          <Button
            className="button notice-way-out"
            onPress={() => {
              dismiss(id);
              open({ from: 'path', path: toLookAt }, true);
            }}
          >
            Open read-only
          </Button>
        )}
        {details && (
          <details>
            <summary>Details</summary>
            <pre>{`${title}\n${details}`}</pre>
            <Button className="button" onPress={copy}>
              <Copy aria-hidden size={16} />
              Copy
            </Button>
          </details>
        )}
      </div>
      <IconButton label="Close the message" icon={X} onPress={() => dismiss(id)} />
    </div>
  );
}
