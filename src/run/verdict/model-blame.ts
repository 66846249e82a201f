import type { ErrorReport } from '../../core/errors.ts';
import { limitSentence, type ModelLimit } from '../../core/model-limit.ts';
import type { M7Observation } from '../../core/outcome.ts';

/** What is known of the M7 and of the simulated board at the end of an attempt. */
export interface ModelFindings {
  /** Met since the attempt began. */
  readonly limits: readonly ModelLimit[];
  /** The last M7 observation since the body began. */
  readonly observed: M7Observation | undefined;
  /** The command lines that the body gave the board. */
  readonly commands?: readonly string[] | undefined;
  /** What the board could no longer be asked. */
  readonly unasked: ErrorReport | undefined;
}

/**
 * An error that blames the product, told as the lab's where what led to it may be that nothing is known of the M7, or that the simulated board does
 * not do what hardware does. A kernel incident of Linux stays what it is.
 */
export const blameModel = (report: ErrorReport, { limits, observed, unasked, commands = [] }: ModelFindings): ErrorReport => {
  if (report.fault !== 'dut' || isOfLinux(report)) return report;
  const decisive = limits.filter((limit) => mayDecide(limit, report, commands));
  if (decisive.length > 0) {
    const remedy = decisive.every(({ kind }) => kind === 'pace') ? tooBusy : beyondModel;
    return { ...asLab(report, decisive.map(limitSentence), remedy), sparesWires: true };
  }
  if (observed?.outcome === 'unknown')
    return { ...asLab(report, observed.evidence, observed.remedy), ...(observed.unknownFor ? { sparesWires: true } : {}) };
  return unasked ? asLab(report, [unasked.message, ...unasked.evidence], unasked.remedy) : report;
};

const tooBusy = 'run it when the host has less to do, or with fewer boards at once';
const beyondModel = 'this is a limit of the simulated board and says nothing about the product: run it on hardware';

const asLab = (report: ErrorReport, why: readonly string[], remedy: string | undefined): ErrorReport => ({
  ...report,
  fault: 'lab',
  message: why.length === 0 ? report.message : `${why[0]}; so this says nothing about the product: ${report.message}`,
  evidence: [...why, ...report.evidence.filter((line) => !why.includes(line))],
  ...(remedy === undefined ? {} : { remedy }),
});

const isOfLinux = ({ incident }: ErrorReport): boolean => incident !== undefined && incident !== 'm7-fault' && incident !== 'm7-silent';

/** A core that stands still decides whatever is asked of it; one that went on may still be silent for what it read. */
const mayDecide = (limit: ModelLimit, report: ErrorReport, commands: readonly string[]): boolean => {
  if (limit.ofJunk !== undefined) return false;
  if (limit.kind === 'pace' && limit.by !== 'm7') return true;
  if (limit.by === 'm7') return limit.fatal || isAboutM7(report);
  return limit.fatal && (names(report, limit.name) || isAboutMissingCommand(report) || (isAssertion(report) && isAsked(limit, commands)));
};

// What a shell says and returns where there is no such command: an assertion about it shows no more than that.
// What does not hold may have been read from what the command did not print: nobody can tell which of the answers it was.
const isAsked = ({ kind, name }: ModelLimit, commands: readonly string[]): boolean => {
  const words = commands.flatMap((line) => line.split(/[^\w./-]+/)).flatMap((word) => word.replace(/(?<=.)\/$/, '') || []);
  if (kind === 'command') return words.includes(name.split(' ')[0]!);
  // A file of the kernel, by its path or by the end of it, as behind `cd`; a pattern up to where it is one.
  const [path = ''] = name.split(/[*?[]/);
  return path.startsWith('/') && words.some((word) => path === word || path.endsWith(`/${word}`));
};

const isAssertion = ({ name }: ErrorReport): boolean => name === 'AssertionError';

const isAboutMissingCommand = (report: ErrorReport): boolean =>
  isAssertion(report) && /\b12[67]\b|command not found|is not modelled/.test(report.message);

const isAboutM7 = ({ message }: ErrorReport): boolean => /\bm7\b/i.test(message);

const names = ({ message, evidence }: ErrorReport, name: string): boolean =>
  [message, ...evidence].some((text) => text.includes(name) || text.split(/[^\w./-]+/).includes(name.split(' ')[0]!));
