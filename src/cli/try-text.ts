import type { BoardModel } from '../board/models/board-model.ts';
import { type CoreActivity, limitSentence, type ModelLimit, type ModelNote, withLimit } from '../core/model-limit.ts';
import type { M7Observation } from '../core/outcome.ts';
import { diagnose } from '../knowledge/diagnosis/diagnose.ts';
import { factsFromText } from '../knowledge/diagnosis/facts.ts';
import { mcoreArgumentOf } from '../knowledge/firmware/firmware-target.ts';
import type { Inspection } from '../knowledge/firmware/inspect.ts';

/** What a start of an image on a virtual board gave. */
export interface Tried {
  readonly observation: M7Observation;
  /** What the M7's UART said, its last thousand lines. */
  readonly said: readonly string[];
  readonly kernel: readonly string[];
  readonly notes: readonly ModelNote[];
  readonly hasNonce: boolean;
  /** It spoke before Linux was up and has not since: a real board could not tell whether it goes on. */
  readonly isSilentSince: boolean;
  /** What the core did at the end, as the simulation knows. */
  readonly core?: CoreActivity;
}

// A banner stands first, a fault last, and a heartbeat between them says nothing new.
const firstLines = 16;
const lastLines = 8;

const abridged = (lines: readonly string[]): readonly string[] => {
  const leftOut = lines.length - firstLines - lastLines;
  return leftOut <= 1 ? lines : [...lines.slice(0, firstLines), `… ${leftOut} more lines`, ...lines.slice(-lastLines)];
};

export const titleText = (
  file: string,
  { bytes, builtFor, sdk, problems, format, flat }: Inspection,
  { called, target }: BoardModel,
  options: { readonly preload?: true; readonly mcoreBooted: boolean; readonly another?: BoardModel },
): string =>
  [
    `${file}: ${bytes} bytes, ${
      format === 'other'
        ? flatText(flat)
        : `${builtFor ? `built for ${builtFor.architecture}, floating point ${builtFor.fpu}, ` : ''}${sdk.name}`
    }`,
    ...(options.preload ? problems.filter((problem) => concernsUBoot(problem, flat)) : problems).map(
      ({ code, sentence, fix }) => `  [${code}] ${sentence}\n    fix: ${fix}`,
    ),
    ...(options.another ? [`  it is linked for a ${options.another.called}: try it with --model ${options.another.name}`] : []),
    `on a virtual ${called}, ${options.preload ? "started by U-Boot's bootaux" : 'started by Linux'}, ${options.mcoreBooted ? 'with' : 'without'} ${mcoreArgumentOf(target)} …`,
  ].join('\n');

const flatText = (flat: Inspection['flat']): string =>
  flat?.linkedAt === undefined ? 'no ELF' : `a flat binary, linked at 0x${flat.linkedAt.toString(16).padStart(8, '0')}`;

/** bootaux writes the start vector itself, and takes a flat binary. */
const concernsUBoot = ({ effect }: Inspection['problems'][number], flat: Inspection['flat']): boolean =>
  effect !== 'needs-preload' && !(effect === 'will-not-load' && flat?.kind === 'm7-bin');

/** Words of the M7 and of the kernel, the outcome, and what to do. */
export const endText = (inspection: Inspection, tried: Tried): string => {
  const { observation, said, kernel, notes } = tried;
  return [
    ...section('M7 UART', said.length > 0 ? abridged(said) : ['(nothing)']),
    ...section(observation.startedBy === 'u-boot' ? 'U-Boot and Linux' : 'Linux', abridged(kernel)),
    ...section('Known to the simulation alone', [...new Set(withJunkAsOne(notes).map(noteText))]),
    '',
    `outcome: ${observation.outcome}${observation.predicted ? `, predicted ${observation.predicted.outcome}` : ''}`,
    ...meaning(tried).map((line) => `  ${line}`),
    ...(observation.outcome === 'alive' ? [] : causes(inspection, observation, said)),
  ].join('\n');
};

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  | ${line}`)];

const withJunkAsOne = (notes: readonly ModelNote[]): readonly ModelNote[] => {
  const ofJunk = notes.flatMap((note) => (note.kind === 'limit' && note.limit.ofJunk !== undefined ? [note.limit] : []));
  const [one] = ofJunk.reduce<readonly ModelLimit[]>(withLimit, []);
  const others = notes.filter((note) => note.kind !== 'limit' || note.limit.ofJunk === undefined);
  return one ? [...others, { kind: 'limit', limit: one }] : others;
};

const noteText = (note: ModelNote): string => (note.kind === 'limit' ? limitSentence(note.limit) : note.sentence);

const meaning = ({ observation: { outcome, evidence, remedy, predicted }, hasNonce, core, isSilentSince }: Tried): readonly string[] => {
  const coreText = core === undefined ? undefined : coreTexts[core];
  if (outcome !== 'alive')
    return [...(predicted?.because ?? []), ...(remedy ? [remedy] : []), ...evidence.slice(0, 5), ...(coreText ? [coreText] : [])];
  return hasNonce
    ? ['the image itself said the nonce that this start put into it']
    : [
        'life is shown by output on the M7 UART in this boot: the image carries no proof of its own, and nobody else speaks there after a power-on',
        ...(isSilentSince && coreText ? [`it has been silent since Linux is up, and ${coreText}`] : []),
      ];
};

const coreTexts: Readonly<Partial<Record<CoreActivity, string>>> = {
  executing: 'its core executes instructions all the time: an image that has nothing to say, or waits for something in a loop',
  waiting: 'its core sleeps (WFI or WFE) until an interrupt comes: an image that has nothing to say, or waits for something',
  gated: 'its core has no clock',
  wedged: 'its core stands in an access that never ends, or lost its clock',
  lockup: 'its core is in lockup',
};

/** The likeliest cause with its fix, of what the kernel said, of the image, and of what the M7 said; of the image alone where these name none of their own. */
const causes = (inspection: Inspection, { kernelLines, outcome, predicted }: M7Observation, said: readonly string[]): string[] => {
  const texts = [
    { name: 'kernel', text: kernelLines.join('\n') },
    { name: 'm7', text: said.join('\n') },
  ];
  const found = diagnose(factsFromText(texts, inspection)).causes.filter(({ role }) => role === 'cause');
  const flaw = outcome === 'refused' ? inspection.problems.find(({ effect }) => effect === 'will-not-load') : undefined;
  if (flaw && found.every(({ confidence }) => confidence === 'possible')) return causeText('certain', flaw.sentence, flaw.fix);
  if (predicted?.facts?.mcoreBooted === false && predicted.outcome === outcome && found.length === 0)
    return causeText('certain', predicted.because[0]!, keepClocks);
  return found.slice(0, 2).flatMap(({ cause, confidence, fix }) => causeText(confidence, cause, fix));
};

const keepClocks =
  "boot Linux with the argument of its clock driver that keeps the core's clocks on: hil try without --no-mcore-booted does";

const causeText = (confidence: string, cause: string, fix: string): string[] => [`cause (${confidence}): ${cause}`, `  fix: ${fix}`];
