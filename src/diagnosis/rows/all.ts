import { clockRows } from './clocks.ts';
import { crashRows } from './crashes.ts';
import { labRows } from './lab.ts';
import { loadingRows } from './loading.ts';
import type { Row } from './row.ts';
import { startingRows } from './starting.ts';
import { stateRows } from './state.ts';
import { uBootRows } from './u-boot.ts';

/** Every cause that is known, in the order of its number. */
export const allRows: readonly Row[] = [
  ...loadingRows,
  ...startingRows,
  ...clockRows,
  ...stateRows,
  ...crashRows,
  ...uBootRows,
  ...labRows,
].sort((one, other) => one.id - other.id);
