import { clockRows } from './clocks.ts';
import { loadingRows } from './loading.ts';
import type { Row } from './row.ts';
import { startingRows } from './starting.ts';

/** Every cause that is known, in the order of its number. */
export const allRows: readonly Row[] = [...loadingRows, ...startingRows, ...clockRows].sort((one, other) => one.id - other.id);
