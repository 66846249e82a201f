import type { ScenarioBoard } from '../core/board.ts';

export type RemoteCall = (path: readonly string[], args: readonly unknown[]) => Promise<unknown>;

/** A board that lives in another process: every property is a path, every call goes over. */
export const remoteBoard = (call: RemoteCall): ScenarioBoard => node([], call) as ScenarioBoard;

// By name, since suite files and what they use are evaluated anew while the process lives on.
const partKey = Symbol.for('verdin-hil.part-of-board');

/** What a suite has in hand where it left out to call it, such as `board.power.state`; undefined for any other value. */
export const partOfBoard = (value: unknown): string | undefined => {
  if (typeof value !== 'function') return undefined;
  const name: unknown = Reflect.get(value, partKey);
  return typeof name === 'string' ? name : undefined;
};

const node = (path: readonly string[], call: RemoteCall): unknown =>
  new Proxy(() => {}, {
    // `then` must be missing, or awaiting a part of the board would call it.
    get: (_, key) => {
      if (key === partKey) return ['board', ...path].join('.');
      return typeof key === 'symbol' || key === 'then' ? undefined : node([...path, key], call);
    },
    apply: (_, __, args: unknown[]) => call(path, args),
  });
