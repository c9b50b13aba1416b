import type { EventData, EventName } from '../../preload/contract.ts';

/** Tells the window of something. */
export type Emit = <E extends EventName>(event: E, data: EventData<E>) => void;
