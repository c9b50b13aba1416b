import { FileImage, FolderOpen, ImagePlus, RotateCcw, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { RecentProject } from '../../../preload/app-state.ts';
import { forgetRecent, open, openAny, refreshFiles } from '../../state/files.ts';
import { useStore } from '../../state/store.ts';
import { IconButton } from '../widgets/icon-button.tsx';
import './welcome.css';

/** What is shown while nothing is open: ways to begin, the sample photo first. */
export function Welcome() {
  const app = useStore((state) => state.app);
  // The project that was just closed must be among them before anything is clicked.
  const [areListsNew, setAreListsNew] = useState(false);
  useEffect(() => {
    refreshFiles().then(() => setAreListsNew(true));
  }, []);
  return (
    <main className="welcome">
      <div className="welcome-column">
        <h1 className="welcome-title">Penumbra</h1>
        <p className="welcome-line">
          Paint rough strokes of colour, light or shadow over a photo. Penumbra finds believable
          versions of it; you pick one, at full resolution. Nothing leaves this computer.
        </p>
        <div className="welcome-start">
          <Button
            className="button primary welcome-sample"
            autoFocus
            onPress={() => open({ from: 'sample' })}
          >
            Try it on the sample photo
          </Button>
          <Button className="button" onPress={openAny}>
            <ImagePlus aria-hidden size={16} />
            Open a photo or project…
          </Button>
        </div>
        <p className="quiet small">
          Or drop a file anywhere. JPEG, PNG, TIFF, WebP or AVIF; the original is never changed.
        </p>
        {app && areListsNew && (
          <div className="welcome-lists">
            <List title="Recovered, not saved under a name yet">
              {app.unsaved.map((project) => (
                <Row key={project.path} {...project} icon={<RotateCcw aria-hidden />} />
              ))}
            </List>
            <List title="Recent projects">
              {app.recents.map((project) => (
                <Row key={project.path} {...project} icon={<FolderOpen aria-hidden />} isListed />
              ))}
            </List>
            {app.folder && (
              <List title={`In the folder ${app.folder.name}`}>
                {app.folder.files.map((file) => (
                  <Row key={file.path} {...file} exists icon={<FileImage aria-hidden />} />
                ))}
              </List>
            )}
          </div>
        )}
      </div>
    </main>
  );
}

function List({ title, children }: { readonly title: string; readonly children: ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <section>
      <h2 className="quiet small">{title}</h2>
      <ul>{children}</ul>
    </section>
  );
}

interface RowProps extends RecentProject {
  readonly icon: ReactNode;
  /** Whether it can be taken off the list. */
  readonly isListed?: boolean;
}

function Row({ path, name, exists, icon, isListed = false }: RowProps) {
  return (
    <li className="welcome-row">
      <Button
        className="button plain"
        isDisabled={!exists}
        onPress={() => open({ from: 'path', path })}
      >
        {icon}
        <span className="welcome-name">{name}</span>
        {!exists && <span className="quiet small">was moved or deleted</span>}
      </Button>
      {isListed && (
        <IconButton
          label={`Take ${name} off this list`}
          icon={X}
          onPress={() => forgetRecent(path)}
        />
      )}
    </li>
  );
}
