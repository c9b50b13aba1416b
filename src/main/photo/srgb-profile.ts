import sharp from 'sharp';

/** The ICC profile of sRGB that libvips writes into files. */
export async function srgbProfile(): Promise<Uint8Array> {
  const dot = sharp({ create: { width: 1, height: 1, channels: 3, background: 'black' } });
  const { icc } = await sharp(await dot.withIccProfile('srgb').png().toBuffer()).metadata();
  if (!icc) throw new Error('libvips attached no profile');
  return icc;
}
