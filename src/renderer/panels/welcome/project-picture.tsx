import type { LucideIcon } from 'lucide-react';
import { useState } from 'react';
import type { RecentProject } from '../../../preload/app-state.ts';
import { thumbnailUrl } from '../../../preload/urls.ts';

interface ProjectPictureProps {
  readonly project: RecentProject;
  /** What stands for a project without a picture. */
  readonly icon: LucideIcon;
}

/** The photo of a project that is listed, by which it is known again. */
export function ProjectPicture({ project, icon: Icon }: ProjectPictureProps) {
  const { path, changed } = project;
  const [isMissing, setIsMissing] = useState(false);
  return (
    <span className="welcome-picture">
      {changed === null || isMissing ? (
        <Icon aria-hidden />
      ) : (
        <img
          src={thumbnailUrl(path, changed)}
          alt=""
          draggable={false}
          loading="lazy"
          onError={() => setIsMissing(true)}
        />
      )}
    </span>
  );
}
