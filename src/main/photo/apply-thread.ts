import { parentPort, workerData } from 'node:worker_threads';
import { editStrips, type Share } from './apply-to-raster.ts';

// A thread of `applyToRaster`: says of each strip that it is done.
editStrips(workerData as Share, () => parentPort?.postMessage(null));
