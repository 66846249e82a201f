import type { LabEvent } from '../core/event.ts';
import { ownEntry } from '../core/own-entry.ts';
import type { Inspection } from '../knowledge/firmware/inspect.ts';
import { codeBlock, codeSpan, escapeMarkdown, section, table } from '../report/markdown.ts';
import { plainLine, plainText } from '../report/plain-text.ts';
import { type BoardRun, runOf, type ScenarioRun } from '../report/run-model.ts';
import { firmwareText, isBad, outcomesOf, reasonOf, titleOf, verdictOf } from '../report/run-values.ts';

const mostLines = 10;
// When a quoted line was heard by the clock of this host, which says nothing to a reader: its own time stamp follows.
const ownClock = /\b(a53|m7|kmsg|ssh) at \d+\.\d{3} s: /g;

/** Text for a post in a forum: the question, the versions, the lines that matter, and the cause or what was ruled out. */
export const forumPost = (
  events: readonly LabEvent[],
  scenario: string | undefined,
  inspections: Readonly<Record<string, Inspection>>,
): string => {
  const run = runOf(events);
  const all = run.boards.flatMap((board) => board.scenarios.map((each) => [board, each] as const));
  const chosen =
    all.find(([, each]) => scenario === undefined && isBad(each)) ??
    all.findLast(([, each]) => each.description.id === scenario && isBad(each)) ??
    all.findLast(([, each]) => each.description.id === scenario);
  if (!chosen)
    return plainText(`# ${escapeMarkdown(run.name)}\n\nNothing failed in this run; its journal and reports are in the folder \`run\`.\n`);
  const [board, about] = chosen;
  const blocks = [
    `# ${escapeMarkdown(about.description.name)}: ${verdictOf(about)}`,
    question(board, about),
    section('Versions', versions(board, run.version)),
    section('The lines that matter', codeBlock(linesThatMatter(about))),
    section(...why(about)),
    section('Firmware', firmware(about, inspections)),
    section('How it was tried', ...steps(about)),
    section(
      'Attached',
      'The bundle has the journal of this boot (`run/`), the consoles as raw logs, a page with a timeline (`run/index.html`), what the image looks like (`inspect/`) and the lab file. `hil replay` judges it again.',
    ),
  ];
  return plainText(`${blocks.filter((block) => block !== '').join('\n\n')}\n`.replaceAll(ownClock, '$1: '));
};

const question = ({ model, simulated }: BoardRun, about: ScenarioRun): string => {
  const { observations } = about;
  const [predicted, observed] = [
    outcomesOf(observations, (each) => each.predicted?.outcome),
    outcomesOf(observations, (each) => each.outcome),
  ];
  const starts =
    observations.length === 0
      ? ''
      : ` The M7 was started ${observations.length === 1 ? 'once' : `${observations.length} times`}: expected was ${predicted}, observed ${observed}.`;
  const isGood = verdictOf(about) === 'passed';
  return [
    `On a ${escapeMarkdown(model || 'board')}${simulated ? ' (simulated)' : ''} this ${isGood ? 'comes out as expected' : 'does not do what it should'}: ${escapeMarkdown(titleOf(about))}.`,
    `${isGood ? '' : `${escapeMarkdown(reasonOf(about))}.`}${starts}`.trim(),
    isGood ? '' : 'What do we miss?',
  ]
    .filter((block) => block !== '')
    .join('\n\n');
};

const versions = ({ properties, model }: BoardRun, version: string): string =>
  table(
    ['what', 'version'],
    [['board', model], ...Object.entries(properties), ['verdin-hil', version]].map(([what, value]) => [
      escapeMarkdown(what!),
      escapeMarkdown(value!),
    ]),
  );

/** The best evidence first: of the likeliest cause, of the error, of the incidents; else the last words of the consoles. */
export const linesThatMatter = ({ diagnosis, result, incidents, observations, excerpt }: ScenarioRun): string[] => {
  const lines = [
    ...(diagnosis?.causes.flatMap(({ evidence }) => evidence) ?? []),
    ...incidents.flatMap(({ incident }) => incident.lines.slice(0, 4)),
    ...observations.flatMap(({ evidence, kernelLines }) => [...evidence, ...kernelLines]),
    ...result.errors.flatMap(({ evidence }) => evidence),
    ...excerpt.slice(-mostLines),
  ].map(plainLine);
  return [...new Set(lines.filter((line) => line !== ''))].slice(0, mostLines);
};

const why = ({ diagnosis }: ScenarioRun): [title: string, ...blocks: string[]] => {
  if (!diagnosis) return ['Why'];
  const { causes, ruledOut, nextExperiment } = diagnosis;
  const list = (items: readonly string[]): string => items.map((item) => `- ${escapeMarkdown(item)}`).join('\n');
  const next = nextExperiment ? `Next experiment: ${escapeMarkdown(nextExperiment)}` : '';
  if (causes.length === 0) return ['What was ruled out', list(ruledOut), next];
  const told = causes
    .slice(0, 2)
    .map(({ cause, confidence, fix }) => `**${confidence}**: ${escapeMarkdown(cause)}\n\nFix: ${escapeMarkdown(fix)}`);
  return ['Cause', ...told, ruledOut.length === 0 ? '' : `Ruled out:\n\n${list(ruledOut)}`, next];
};

const firmware = ({ observations }: ScenarioRun, inspections: Readonly<Record<string, Inspection>>): string => {
  const started = new Map(observations.flatMap(({ firmware: image }) => (image ? [[image.name, image] as const] : [])));
  return table(
    ['image', 'what it is', 'inspected'],
    [...started.values()].map((image) => {
      const inspection = ownEntry(inspections, image.name) ?? ownEntry(inspections, image.grown?.from ?? '');
      const problems = inspection?.problems.map(({ sentence }) => sentence).join('; ') || 'no problem found';
      return [
        codeSpan(image.name),
        escapeMarkdown(firmwareText(image)),
        inspection ? escapeMarkdown(`${inspection.verdict}: ${problems}`) : '',
      ];
    }),
  );
};

const steps = ({ description: { needs }, steps: done }: ScenarioRun): string[] => [
  Object.entries(needs)
    .map(([what, value]) => `- ${escapeMarkdown(what)}: ${codeSpan(String(value))}`)
    .join('\n'),
  done.length === 0 ? '' : done.map((step, index) => `${index + 1}. ${escapeMarkdown(step)}`).join('\n'),
];
