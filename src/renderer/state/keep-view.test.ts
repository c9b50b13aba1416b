import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useStore } from './store.ts';

const call = vi.fn(async (_method: string) => ({ result: null }));

beforeEach(() => {
  vi.stubGlobal('window', { penumbra: { call, listen: () => () => undefined } });
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('keeps a view that stands still, unless the connection was lost meanwhile', async () => {
  const { keepView } = await import('./keep-view.ts');
  const project = {
    ...{ name: 'vase', path: '/vase.penumbra', session: '1', photos: [], notes: [] },
    ...{ isUnsaved: false, isReadOnly: false },
  };
  useStore.setState({ project, isConnected: true });
  const end = keepView();
  const kept = () => call.mock.calls.filter(([method]) => method === 'project.setView').length;
  const look = async (zoom: number, isConnected: boolean) => {
    useStore.setState(({ viewing }) => ({ viewing: { ...viewing, zoom } }));
    useStore.setState({ isConnected });
    await vi.advanceTimersByTimeAsync(1000);
  };
  await look(2, true);
  expect(kept()).toBe(1);
  await look(3, false);
  expect(kept()).toBe(1);
  end();
});
