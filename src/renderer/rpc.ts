import type { Bridge } from '../preload/bridge.ts';
import {
  type EventData,
  type EventName,
  events,
  Failure,
  type Method,
  methods,
  type Params,
  type Result,
} from '../preload/contract.ts';

/** An error of main's, under its own name. */
export class RemoteError extends Error {
  override readonly name: string;
  /** For whoever reports it. */
  readonly details: string;
  /** The project file that it is about, if it is about one. */
  readonly path: string | null;

  constructor({ name, message, details, path }: Failure) {
    super(message);
    this.name = name;
    this.details = details;
    this.path = path;
  }
}

/** Calls main's methods and hears its events, checking what comes. */
export class Rpc {
  private readonly bridge: Bridge;

  constructor(bridge: Bridge) {
    this.bridge = bridge;
  }

  /** @throws RemoteError where main refuses or fails */
  async call<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    const answer = await this.bridge.call(method, params);
    if ('failure' in answer) throw new RemoteError(Failure.parse(answer.failure));
    return methods[method].result.parse(answer.result) as Result<M>;
  }

  /** @returns ends it */
  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void {
    return this.bridge.listen((name, data) => {
      if (name === event) listener(events[event].parse(data) as EventData<E>);
    });
  }
}
