import { availableParallelism } from 'node:os';

// Measured, shared pages once: a board process with its Vitest 170 MB, its virtual board 75 MB, its test process 20 MB.
const bytesPerBoard = 300 * 1024 * 1024;
// More of them only wait for each other, and a second of a board at speed 20 is 50 ms of this host.
const boardsPerCore = 6;
const fewest = 2;

/** How many simulated boards live at a time on this host: as many as half of its free memory and its cores can bear. */
export const simulatedBoardLimit = (freeBytes = process.availableMemory(), cores = availableParallelism()): number =>
  Math.max(fewest, Math.min(cores * boardsPerCore, Math.floor(freeBytes / 2 / bytesPerBoard)));
