import { Gallery } from '../gallery/gallery.tsx';
import { Trajectory } from '../timeline/trajectory.tsx';

/** What was found: cards on the left, and how it was found on the right. */
export function Dock() {
  return (
    <div className="dock-body">
      <Gallery />
      <Trajectory />
    </div>
  );
}
