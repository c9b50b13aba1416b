import { ImagePlus } from 'lucide-react';
import { Button } from 'react-aria-components';
import { open, openAny } from '../../state/files.ts';
import { FileLists } from './file-lists.tsx';
import './welcome.css';

/** What is shown while nothing is open: ways to begin, the sample photo first. */
export function Welcome() {
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
        <FileLists />
      </div>
    </main>
  );
}
