import { PowerError } from '../../core/errors.ts';
import type { HealthCheck, HealthOptions } from '../../core/health-check.ts';
import { monotonicMs } from '../../core/time.ts';
import { consoleSteps } from './console-steps.ts';
import { linuxSteps } from './linux-steps.ts';
import { m7Steps } from './m7-steps.ts';
import { pinSteps } from './pin-steps.ts';
import { powerSteps } from './power-steps.ts';
import { type Answer, type HealthParts, type HealthStep, ofTheLab } from './step.ts';

export type { HealthParts } from './step.ts';

const [console, m7Console] = [consoleSteps, m7Steps.console];
const steps: readonly HealthStep[] = [...powerSteps, ...console, m7Console, ...pinSteps, ...linuxSteps, ...m7Steps.inLinux];

/**
 * Asks the lab around a board, not the product on it, one wire after the other: the relay cuts and gives power, the consoles take every character and hear
 * none that nobody sent, Linux lets us in and is this board's. Ends at the first that is bad; where it is `thorough` it goes on with what can still be
 * asked, and says what cannot.
 */
export const checkHealth = async (parts: HealthParts, options: HealthOptions, signal: AbortSignal): Promise<readonly HealthCheck[]> => {
  const checks: Found[] = [];
  const { thorough = false, onCheck } = options;
  for (const step of steps.filter(({ isThorough }) => thorough || !isThorough)) {
    const obstacle = obstacleOf(step, checks);
    if (obstacle === undefined) onCheck?.({ what: step.what });
    const begin = monotonicMs();
    const check: Found | undefined =
      obstacle === undefined
        ? await asked(step, parts, options, signal)
        : { what: step.what, result: 'untried', text: `not tried, since '${obstacle}' is bad` };
    if (!check) continue;
    const timed: Found = { ...check, tookMs: Math.round(monotonicMs() - begin) };
    checks.push(timed);
    onCheck?.(plain(timed));
    if (!thorough && (timed.result === 'bad' || timed.isEnd)) break;
  }
  return checks.map(plain);
};

type Found = HealthCheck & { readonly isEnd?: boolean };

const plain = ({ isEnd: _, ...check }: Found): HealthCheck => check;

const obstacleOf = ({ needs = [] }: HealthStep, checks: readonly Found[]): string | undefined =>
  checks.find(({ what, result, isEnd }) => needs.includes(what) && (result === 'bad' || result === 'untried' || isEnd))?.what;

const asked = async (
  { what, ask }: HealthStep,
  parts: HealthParts,
  options: HealthOptions,
  signal: AbortSignal,
): Promise<Found | undefined> => {
  try {
    const answer = await ask(parts, options, signal);
    if (answer?.isDoubtful) throwIf(await parts.cut());
    return answer && checkOf(what, answer, options.thorough ?? false);
  } catch (failure) {
    signal.throwIfAborted();
    // Without power every wire looks broken.
    const cause = failure instanceof PowerError ? failure : ((await parts.cut()) ?? failure);
    const of = cause instanceof PowerError && !options.thorough ? 'power' : what;
    return { what: of, result: 'bad', text: (cause as Error).message, error: ofTheLab(cause) };
  }
};

const throwIf = (error: Error | undefined): void => {
  if (error) throw error;
};

const checkOf = (what: string, { text, fault, isDoubtful = false, isEnd = false }: Answer, thorough: boolean): Found => ({
  what,
  text,
  ...(fault && thorough
    ? { result: 'bad', text: fault.message, error: ofTheLab(fault) }
    : { result: isDoubtful || fault ? 'doubtful' : 'good' }),
  ...(isEnd ? { isEnd } : {}),
});
