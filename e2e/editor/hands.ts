import type { CDPSession } from '@playwright/test';
import type { EditorPage, Place } from './fixtures.ts';

/** Fingers and a pen on the canvas, as the browser has them from the system. */
export class Hands {
  private readonly editor: EditorPage;
  private readonly session: CDPSession;
  /** Where fingers lie now, by their numbers. */
  private readonly fingers = new Map<number, Place>();

  private constructor(editor: EditorPage, session: CDPSession) {
    this.editor = editor;
    this.session = session;
  }

  static async over(editor: EditorPage): Promise<Hands> {
    const { page } = editor;
    return new Hands(editor, await page.context().newCDPSession(page));
  }

  /** Puts a finger down. */
  touch(finger: number, at: Place): Promise<void> {
    this.fingers.set(finger, at);
    return this.tell('touchStart');
  }

  /** Moves fingers together, in steps. */
  async slide(to: ReadonlyMap<number, Place>, steps = 8): Promise<void> {
    const from = new Map(this.fingers);
    for (let i = 1; i <= steps; i++) {
      for (const [finger, [x, y]] of to) {
        const [fromX, fromY] = from.get(finger) ?? [x, y];
        const share = i / steps;
        this.fingers.set(finger, [fromX + (x - fromX) * share, fromY + (y - fromY) * share]);
      }
      await this.tell('touchMove');
    }
  }

  /** Lifts a finger. */
  async lift(finger: number): Promise<void> {
    this.fingers.delete(finger);
    await this.tell(this.fingers.size > 0 ? 'touchMove' : 'touchEnd');
  }

  /** The system takes all fingers away, as for a gesture of its own. */
  async cancel(): Promise<void> {
    this.fingers.clear();
    await this.tell('touchCancel');
  }

  /** @param force how hard the pen is pressed, 0 to 1 */
  async pen(type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', at: Place, force = 0.5) {
    const [x, y] = await this.editor.onScreen(at);
    await this.session.send('Input.dispatchMouseEvent', {
      ...{ type, x, y, force, pointerType: 'pen', button: 'left', clickCount: 1 },
      buttons: type === 'mouseReleased' ? 0 : 1,
    });
  }

  private async tell(type: 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel'): Promise<void> {
    const touchPoints = await Promise.all(
      [...this.fingers].map(async ([id, at]) => {
        const [x, y] = await this.editor.onScreen(at);
        return { id, x, y };
      }),
    );
    await this.session.send('Input.dispatchTouchEvent', { type, touchPoints });
  }
}
