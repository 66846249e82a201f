import { accessRows } from './access.ts';
import { autobootRows } from './autoboot.ts';
import { bootEndRows } from './boot-end.ts';
import { bootMediumRows } from './boot-medium.ts';
import { bootStageRows } from './boot-stages.ts';
import { bootauxRows } from './bootaux.ts';
import { buildingRows } from './building.ts';
import { clockRows } from './clocks.ts';
import { coreErrorRows } from './core-errors.ts';
import { crashRows } from './crashes.ts';
import { deviceTreeRows } from './device-tree.ts';
import { gatingRows } from './gating.ts';
import { kernelOopsRows } from './kernel-oops.ts';
import { labRows } from './lab.ts';
import { loadingRows } from './loading.ts';
import { remoteCoreRows } from './remote-core.ts';
import { resourceTableRows } from './resource-table.ts';
import type { Row } from './row.ts';
import { rpmsgChannelRows } from './rpmsg-channel.ts';
import { segmentRows } from './segments.ts';
import { startingRows } from './starting.ts';
import { stateRows } from './state.ts';
import { uBootRows } from './u-boot.ts';
import { workingRows } from './working-with.ts';
import { writingRows } from './writing.ts';

const inStage = (stage: 'start' | 'boot', rows: readonly Row[]): Row[] => rows.map((row) => ({ stage, ...row }));

/** Every cause that is known, in the order of its number. */
export const allRows: readonly Row[] = [
  ...inStage('start', [...loadingRows, ...segmentRows, ...resourceTableRows]),
  ...remoteCoreRows,
  ...gatingRows,
  ...deviceTreeRows,
  ...bootauxRows,
  ...accessRows,
  ...startingRows,
  ...clockRows,
  ...stateRows,
  ...rpmsgChannelRows,
  ...crashRows,
  ...uBootRows,
  ...autobootRows,
  ...labRows,
  ...inStage('boot', [...bootMediumRows, ...bootStageRows]),
  ...bootEndRows,
  ...kernelOopsRows,
  ...buildingRows,
  ...coreErrorRows,
  ...workingRows,
  ...writingRows,
].sort((one, other) => one.id - other.id);
