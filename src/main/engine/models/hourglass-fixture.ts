import type { HourglassConfig } from './hourglass.ts';

/** The smallest that has every part. */
export const tinyHourglass: HourglassConfig = {
  sigmaData: 0.5,
  levels: [
    { channels: 4, blocks: 1 },
    { channels: 4, blocks: 1 },
  ],
  transformer: {
    inChannels: 16,
    outChannels: 16,
    vecInDim: 1,
    contextInDim: 1,
    hiddenSize: 8,
    mlpRatio: 1,
    numHeads: 1,
    depth: 0,
    depthSingleBlocks: 1,
    axesDim: [2, 2, 4],
    theta: 100,
    qkvBias: true,
    guidanceEmbed: false,
  },
};
