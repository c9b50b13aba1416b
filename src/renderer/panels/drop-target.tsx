import { type DragEvent, type ReactNode, useState } from 'react';
import { openFile } from '../state/files.ts';
import './drop-target.css';

/** The whole window: a file that is dropped anywhere opens. Parts that take files themselves stop the event. */
export function DropTarget({ children }: { readonly children: ReactNode }) {
  const [isOver, setIsOver] = useState(false);

  function onDragOver(event: DragEvent) {
    if (!hasFiles(event)) return;
    event.preventDefault();
    setIsOver(true);
  }

  function onDrop(event: DragEvent) {
    if (!hasFiles(event)) return;
    event.preventDefault();
    setIsOver(false);
    const file = event.dataTransfer.files[0];
    if (file) openFile(file);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: opening files by keyboard has its own command
    <div
      className="drop-target"
      onDragOver={onDragOver}
      onDragLeave={(event) => event.relatedTarget === null && setIsOver(false)}
      onDrop={onDrop}
    >
      {children}
      {isOver && <div className="drop-sign">Drop to open the photo or project</div>}
    </div>
  );
}

/** Whether files are dragged, not a layer or a card. */
export function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer.types.includes('Files');
}
