import './canvas.css';
import { useEffect, useRef } from 'react';
import { usePhoto } from '../state/current.ts';
import { useStore } from '../state/store.ts';
import { PhotoCanvas } from './photo-canvas.ts';

/** The photo, to look at and to paint on. */
export function Canvas() {
  const root = useRef<HTMLDivElement>(null);
  const session = useStore(({ project }) => project?.session);
  const photo = usePhoto();
  // Another project may have a photo that is described alike.
  const key = `${session} ${JSON.stringify(photo)}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says whether it is another photo
  useEffect(() => {
    if (!root.current || !photo || session === undefined) return;
    const canvas = new PhotoCanvas(root.current, { ...photo, session });
    return () => canvas.destroy();
  }, [key]);
  return (
    <div
      ref={root}
      className="canvas"
      role="application"
      aria-label={photo ? `Canvas: ${photo.name}` : 'Canvas'}
      aria-roledescription="canvas"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application is interactive, as its role says
      tabIndex={0}
    />
  );
}
