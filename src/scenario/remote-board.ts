import type { ScenarioBoard } from '../core/board.ts';

export type RemoteCall = (path: readonly string[], args: readonly unknown[]) => Promise<unknown>;

/** A board that lives in another process: every property is a path, every call goes over. */
export const remoteBoard = (call: RemoteCall): ScenarioBoard => node([], call) as ScenarioBoard;

const node = (path: readonly string[], call: RemoteCall): unknown =>
  new Proxy(() => {}, {
    // `then` must be missing, or awaiting a part of the board would call it.
    get: (_, key) => (typeof key === 'symbol' || key === 'then' ? undefined : node([...path, key], call)),
    apply: (_, __, args: unknown[]) => call(path, args),
  });
