import { existsSync, readFileSync } from 'node:fs';
import Table from 'cli-table3';
import { type Cause, diagnose } from '../src/knowledge/diagnosis/diagnose.ts';
import { factsFromText } from '../src/knowledge/diagnosis/facts.ts';
import { cases } from '../src/knowledge/diagnosis/testing/cases.ts';
import { cleanTexts } from '../src/knowledge/diagnosis/testing/clean.ts';
import { innocentSentences } from '../src/knowledge/diagnosis/testing/innocent-sentences.ts';
import { quietReports } from '../src/knowledge/diagnosis/testing/report-cases.ts';
import { type SharedCase, sharedCases, sharedFolder } from '../src/knowledge/diagnosis/testing/shared-cases.ts';
import { inspectFirmware } from '../src/knowledge/firmware/testing/verdin-imx8mp.ts';

interface Score {
  readonly kind: string;
  readonly isFirst: boolean;
  readonly isInTwo: boolean;
  /** A cause that is named as certain and is not the right one. */
  readonly isWrongCertain: boolean;
  /** Nothing was the right answer, and nothing was named as certain. */
  readonly isHonest: boolean;
  readonly told: string;
  readonly id: string;
}

const certainOf = (causes: readonly Cause[]): Cause[] =>
  causes.filter(({ confidence, role }) => confidence === 'certain' && role === 'cause');
const tell = (causes: readonly Cause[]): string => causes.map(({ name, confidence }) => `${name} (${confidence})`).join(', ') || 'unknown';

const scoreShared = ({ id, kind, input, right = {} }: SharedCase): Score => {
  if (right.inspect !== undefined) {
    const { verdict, problems } = inspectFirmware(new Uint8Array(readFileSync(`${sharedFolder}/${input}`)));
    const isRight = right.inspect === 'risk' ? problems.some(({ effect }) => effect === 'risk') : new RegExp(right.inspect).test(verdict);
    return { kind, id, isFirst: isRight, isInTwo: isRight, isWrongCertain: false, isHonest: false, told: verdict };
  }
  const { causes } = diagnose(factsFromText([{ name: 'post.txt', text: readFileSync(`${sharedFolder}/${input}`, 'utf8') }]));
  const pattern = right.firstTwo === undefined ? undefined : new RegExp(right.firstTwo);
  const isNamed = (cause: Cause | undefined): boolean => cause !== undefined && pattern?.test(cause.name) === true;
  const isForbidden = causes.some(({ name, confidence }) => confidence === 'certain' && name === right.notCertain);
  const isHonest = !pattern && certainOf(causes).length === 0;
  return {
    kind,
    id,
    isFirst: isNamed(causes[0]) && !isForbidden,
    isInTwo: causes.slice(0, 2).some(isNamed) && !isForbidden,
    isWrongCertain: isForbidden || certainOf(causes).some((cause) => !isNamed(cause)),
    isHonest,
    told: tell(causes),
  };
};

const scoreOwn = ({ name, row, texts, also = [] }: (typeof cases)[number]): Score => {
  const { causes } = diagnose(factsFromText(texts));
  return {
    kind: 'own logs',
    id: name,
    isFirst: causes[0]?.row === row,
    isInTwo: causes.slice(0, 2).some((cause) => cause.row === row),
    isWrongCertain: certainOf(causes).some((cause) => cause.row !== row && !also.includes(cause.row)),
    isHonest: false,
    told: tell(causes),
  };
};

const scoreClean = (id: string, text: string, kind: string): Score => {
  const { causes } = diagnose(factsFromText([{ name: id, text }]));
  return {
    kind,
    id,
    isFirst: false,
    isInTwo: false,
    isWrongCertain: certainOf(causes).length > 0,
    isHonest: causes.length === 0,
    told: tell(causes),
  };
};

/** Right first, right in two, certain and wrong, honest unknown: on the reports beside this repository, and on our own texts. Returns how many were certain and wrong. */
export const byCases = (): number => {
  const isThere = existsSync(sharedFolder);
  if (!isThere) console.log(`${sharedFolder} is not there: the reports of others are left out`);
  const shared = sharedCases()
    .filter(({ input, right }) => right !== undefined && (input.startsWith('logs/') || right.inspect !== undefined))
    .map(scoreShared);
  const clean = [
    ...[...cleanTexts, ...quietReports].map(({ name, text }) => scoreClean(name, text, 'clean logs')),
    ...innocentSentences.map((text, index) => scoreClean(`sentence ${index + 1}`, text, 'sentences without a fault')),
  ];
  const scores = [...shared, ...cases.map(scoreOwn), ...clean];
  const table = new Table({
    head: ['kind', 'cases', 'right first', 'right in two', 'certain and wrong', 'honest unknown'],
    style: { head: [], border: [] },
  });
  for (const kind of new Set(scores.map((score) => score.kind))) {
    const own = scores.filter((score) => score.kind === kind);
    const count = (test: (score: Score) => boolean): number => own.filter(test).length;
    table.push([
      kind,
      own.length,
      count(({ isFirst }) => isFirst),
      count(({ isInTwo }) => isInTwo),
      count(({ isWrongCertain }) => isWrongCertain),
      count(({ isHonest }) => isHonest),
    ]);
  }
  console.log(table.toString());
  if (isThere)
    console.log(`reports of others: ${shared.filter(({ isInTwo, isHonest }) => isInTwo || isHonest).length} of ${shared.length} right`);
  for (const { id, told } of scores.filter(({ isInTwo, isHonest, isWrongCertain }) => !(isInTwo || isHonest) || isWrongCertain))
    console.log(`miss: ${id}: ${told}`);
  return scores.filter(({ isWrongCertain }) => isWrongCertain).length;
};
