import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from './icon-button.tsx';

interface WindowProps {
  readonly title: string;
  /** In pixels, unless the screen is narrower. */
  readonly width: number;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A window over the editor; Escape and a click beside it close it. */
export function Window({ title, width, onClose, children }: WindowProps) {
  return (
    <ModalOverlay className="scrim" isOpen isDismissable onOpenChange={onClose}>
      <Modal className="window">
        <Dialog className="window-dialog" style={{ width: `min(${width}px, 100vw - 48px)` }}>
          <div className="window-head">
            <Heading slot="title">{title}</Heading>
            <IconButton label="Close" icon={X} onPress={onClose} />
          </div>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
