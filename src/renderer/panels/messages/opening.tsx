import { ProgressBar } from 'react-aria-components';
import { useStore } from '../../state/store.ts';
import './messages.css';

/** Says that a photo is being read, where that takes a moment. */
export function Opening() {
  const isOpening = useStore((state) => state.isOpening);
  if (!isOpening) return null;
  return (
    <ProgressBar className="opening progress" aria-label="Opening" isIndeterminate>
      <span className="progress-text">Opening…</span>
      <div className="progress-track">
        <div className="progress-fill unknown" />
      </div>
    </ProgressBar>
  );
}
