import { randomBytes } from 'node:crypto';
import { type FileTree, type NodeHandlers, newNode } from './file-tree.ts';

// drivers/char/mem.c and random.c; what is written to the random ones stirs the pool.
const zeros: NodeHandlers = { endless: (length) => new Uint8Array(length), write: () => 0 };
const random: NodeHandlers = { endless: (length) => randomBytes(length), write: () => 0 };

const ENOSPC = 28;

/** The memory devices of every Linux. */
export const addCharacterDevices = (tree: FileTree): void => {
  const devices: Readonly<Record<string, NodeHandlers>> = {
    null: { read: () => '', write: () => 0 },
    zero: zeros,
    full: { ...zeros, write: () => -ENOSPC },
    random,
    urandom: random,
  };
  for (const [name, handlers] of Object.entries(devices)) tree.put(`/dev/${name}`, newNode(handlers, 0o666));
};
