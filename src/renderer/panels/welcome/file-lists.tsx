import { FileImage, FolderOpen, RotateCcw, Trash2, X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { RecentProject } from '../../../preload/app-state.ts';
import { discardUnsaved, forgetRecent, open, refreshFiles } from '../../state/files.ts';
import { relativeTime } from '../../state/relative-time.ts';
import { useStore } from '../../state/store.ts';
import { IconButton } from '../widgets/icon-button.tsx';
import { ProjectPicture } from './project-picture.tsx';

/** Projects and photos that are one click away. */
export function FileLists() {
  const app = useStore((state) => state.app);
  // The project that was just closed must be among them before anything is clicked.
  const [isFresh, setIsFresh] = useState(false);
  useEffect(() => {
    refreshFiles().then(() => setIsFresh(true));
  }, []);
  if (!app || !isFresh) return null;
  return (
    <div className="welcome-lists">
      <List title="Not yet named (kept automatically)">
        {app.unsaved.map((project) => (
          <UnsavedRow key={project.path} {...project} />
        ))}
      </List>
      <List title="Recent projects">
        {app.recents.map((project) => (
          <Row
            key={project.path}
            {...project}
            icon={<ProjectPicture project={project} icon={FolderOpen} />}
          >
            <IconButton
              label={`Remove ${project.name} from this list`}
              icon={X}
              onPress={() => forgetRecent(project.path)}
            />
          </Row>
        ))}
      </List>
      {app.folder && (
        <List title={`In the folder ${app.folder.name}`}>
          {app.folder.files.map((file) => (
            <Row key={file.path} {...file} exists changed={null} icon={<FileImage aria-hidden />} />
          ))}
        </List>
      )}
      {app.folder && app.folder.unsupported.length > 0 && (
        <p className="quiet small">{unsupportedWords(app.folder.unsupported)}</p>
      )}
      {app.folder?.problem && <p className="quiet small">{app.folder.problem}</p>}
    </div>
  );
}

function unsupportedWords(formats: readonly string[]): string {
  const files = formats.length === 1 ? '1 file in a format' : `${formats.length} files in formats`;
  const verb = formats.length === 1 ? 'is' : 'are';
  return `${files} that ${verb} not supported (${[...new Set(formats)].join(', ')})`;
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
  /** What else can be done with it. */
  readonly children?: ReactNode;
}

function Row({ path, name, exists, changed, icon, children }: RowProps) {
  return (
    <li className="welcome-row">
      <Button
        className="button plain"
        isDisabled={!exists}
        onPress={() => open({ from: 'path', path })}
      >
        {icon}
        <span className="welcome-name">{name}</span>
        {changed !== null && (
          <span className="quiet small">{relativeTime(changed, Date.now())}</span>
        )}
        {!exists && <span className="quiet small">was moved or deleted</span>}
      </Button>
      {children}
    </li>
  );
}

/** A project that can be deleted, which takes a second click: nothing brings it back. */
function UnsavedRow(project: RecentProject) {
  const { name, path } = project;
  const [isAsked, setIsAsked] = useState(false);
  return (
    <Row {...project} icon={<ProjectPicture project={project} icon={RotateCcw} />}>
      {isAsked ? (
        <span className="welcome-sure" role="alert">
          <Button className="button" onPress={() => discardUnsaved(path)}>
            Delete for good
          </Button>
          <Button className="button" autoFocus onPress={() => setIsAsked(false)}>
            Keep
          </Button>
        </span>
      ) : (
        <IconButton label={`Delete ${name}`} icon={Trash2} onPress={() => setIsAsked(true)} />
      )}
    </Row>
  );
}
