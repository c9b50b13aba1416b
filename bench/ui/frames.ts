import type { Page } from 'playwright-core';

/** Notes when each frame is shown, as long as it is on: in the page, which has other globals than we. */
const RECORDER = `(() => {
  const state = { times: [], isOn: true };
  const note = (time) => {
    state.times.push(time);
    if (state.isOn) requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
  return state;
})()`;

/** Milliseconds between the frames that a page shows while something is done. */
export async function framesWhile(page: Page, work: () => Promise<void>): Promise<number[]> {
  const recording = await page.evaluateHandle<{ times: number[]; isOn: boolean }>(RECORDER);
  await work();
  const times = await recording.evaluate((state) => {
    state.isOn = false;
    return state.times;
  });
  return times.slice(1).map((time, i) => time - (times[i] as number));
}
