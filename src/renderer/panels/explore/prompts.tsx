import { ImagePlus, X } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import { Button } from 'react-aria-components';
import { commitControls } from '../../state/controls.ts';
import { useControls, useIsLocked } from '../../state/current.ts';
import { addAnyPicture, addPictureFile } from '../../state/files.ts';
import { useStore } from '../../state/store.ts';
import { hasFiles } from '../drop-target.tsx';
import { IconButton } from '../widgets/icon-button.tsx';

/** Other pictures that join the group: a relit or enhanced version, another frame, a make-up before and after. */
export function Prompts() {
  const { prompts } = useControls();
  const photos = useStore(({ project }) => project?.photos);
  const isLocked = useIsLocked();
  const [isOver, setIsOver] = useState(false);

  function onDrop(event: DragEvent) {
    if (!hasFiles(event) || isLocked) return;
    event.preventDefault();
    event.stopPropagation();
    setIsOver(false);
    const file = event.dataTransfer.files[0];
    if (file) addPictureFile(file);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: no form is filled in here
    <div
      role="group"
      aria-label="Reference pictures"
      className={`prompts ${isOver ? 'over' : ''}`}
      onDragOver={(event) => {
        if (!hasFiles(event) || isLocked) return;
        event.preventDefault();
        event.stopPropagation();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
    >
      <p className="control-sentence">
        Drop a relit or enhanced version of the photo, or another frame, and results resemble it.
        Default: none.
      </p>
      {prompts.map((id) => {
        const name = photos?.find((photo) => photo.id === id)?.name ?? `Picture ${id}`;
        return (
          <div key={id} className="prompt">
            {name}
            <IconButton
              label={`Remove ${name} from the reference pictures`}
              icon={X}
              isDisabled={isLocked}
              onPress={() =>
                commitControls(`Remove ${name} from the reference pictures`, {
                  prompts: prompts.filter((other) => other !== id),
                })
              }
            />
          </div>
        );
      })}
      <Button className="button plain" isDisabled={isLocked} onPress={addAnyPicture}>
        <ImagePlus aria-hidden size={16} />
        Add a picture…
      </Button>
    </div>
  );
}
