import type { CDPSession } from 'playwright-core';

/** Milliseconds between what a fast mouse says. */
const EVERY = 1;

/** Milliseconds between notches of a wheel that is turned without a stop. */
const NOTCH = 16;

interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Draws a spiral of so many samples, as fast as a mouse of 1000 Hz says them: the browser is told of each
 * whether it has done with the last or not.
 */
export async function drawSpiral(
  session: CDPSession,
  middle: Place,
  radius: number,
  samples: number,
) {
  const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', { x, y }: Place) =>
    session.send('Input.dispatchMouseEvent', {
      type,
      x,
      y,
      button: 'left',
      buttons: 1,
      clickCount: 1,
    });
  await send('mousePressed', middle);
  let at = middle;
  let told: Promise<unknown> = Promise.resolve();
  await atPace(samples, EVERY, (i) => {
    const [turn, reach] = [(i / samples) * 40 * Math.PI, (i / samples) * radius];
    at = { x: middle.x + reach * Math.cos(turn), y: middle.y + reach * Math.sin(turn) };
    told = send('mouseMoved', at);
  });
  await told;
  await send('mouseReleased', at);
}

/** Turns the wheel in and out again over a place. */
export async function turnWheel(
  session: CDPSession,
  { x, y }: Place,
  notches: number,
): Promise<void> {
  let told: Promise<unknown> = Promise.resolve();
  await atPace(notches, NOTCH, (i) => {
    const deltaY = Math.floor(i / 60) % 2 === 0 ? -40 : 40;
    told = session.send('Input.dispatchMouseEvent', {
      type: 'mouseWheel',
      x,
      y,
      deltaX: 0,
      deltaY,
    });
  });
  await told;
}

/** Does something so many times, evenly in time. */
async function atPace(count: number, every: number, act: (i: number) => void): Promise<void> {
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    act(i);
    while (performance.now() - start < i * every) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}
