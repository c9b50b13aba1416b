import './session.ts';
import { useStore } from './state/store.ts';

export function App() {
  const project = useStore((state) => state.project);
  return <main>{project?.name ?? 'Penumbra'}</main>;
}
