import { workerData } from 'node:worker_threads';
import { editStrips, type Share } from './apply-to-raster.ts';

// A thread of `applyToRaster`.
editStrips(workerData as Share);
