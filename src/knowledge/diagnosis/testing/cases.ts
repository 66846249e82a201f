import type { DiagnosisCase } from './case.ts';
import { coreCases } from './core-cases.ts';
import { crashCases } from './crash-cases.ts';
import { forumCases } from './forum-cases.ts';
import { labCases } from './lab-cases.ts';
import { reportCases } from './report-cases.ts';
import { stageCases } from './stage-cases.ts';
import { startCases } from './start-cases.ts';
import { threadCases } from './thread-cases.ts';
import { wordingCases } from './wording-cases.ts';

export const cases: readonly DiagnosisCase[] = [
  ...startCases,
  ...crashCases,
  ...labCases,
  ...stageCases,
  ...coreCases,
  ...forumCases,
  ...threadCases,
  ...wordingCases,
  ...reportCases,
];
