import type { HealthCheck, HealthOptions } from '../../core/board.ts';
import type { Console } from '../../core/console.ts';
import { BootError, ConnectionLostError, type ErrorReport, HilError, PortError, PowerError, toErrorReport } from '../../core/errors.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { type Clock, formatMs } from '../../core/time.ts';
import { isNoisy, measureEcho } from '../../drivers/shell/wire-echo.ts';
import type { BootControl } from '../boot/boot-control.ts';
import { UBootShell } from '../boot/uboot-shell.ts';
import type { M7ConsoleProof } from '../m7/m7-console.ts';
import { checkM7Console } from '../m7/m7-console-check.ts';
import type { BoardModel } from '../models/board-model.ts';
import type { BoardIdentity } from './board-identity.ts';
import type { WireJudge } from './wire-judge.ts';

export interface HealthParts {
  readonly boot: Pick<BootControl, 'coldBoot' | 'reach' | 'stage'>;
  /** Where the boot loader speaks. */
  readonly a53: Console;
  /** What is plugged in as the M7's console, and what is known of it. */
  readonly m7?: { readonly console: Console; readonly proof: M7ConsoleProof } | undefined;
  readonly clock: Clock;
  readonly model: BoardModel;
  readonly linux: (signal: AbortSignal) => Promise<RemoteShell>;
  readonly wire: Pick<WireJudge, 'judge'>;
  readonly identity: Pick<BoardIdentity, 'prove'>;
}

interface Answer {
  readonly text: string;
  /** Nothing to stop for, but worth a word. */
  readonly isDoubtful?: boolean;
  /** What comes after this cannot be asked. */
  readonly isEnd?: boolean;
}

type Step = (parts: HealthParts, options: HealthOptions, signal: AbortSignal) => Promise<Answer | undefined>;

/**
 * Asks the lab around a board, not the product on it, in one cold boot: the relay cuts and gives power, the console takes every character and hears none
 * that nobody sent, Linux lets us in, and has room for firmware. Ends at the first that is bad.
 */
export const checkHealth = async (parts: HealthParts, options: HealthOptions, signal: AbortSignal): Promise<readonly HealthCheck[]> => {
  const checks: HealthCheck[] = [];
  for (const [what, step] of Object.entries(steps)) {
    try {
      const answer = await step(parts, options, signal);
      if (!answer) continue;
      const { text, isDoubtful = false, isEnd = false } = answer;
      checks.push({ what, result: isDoubtful ? 'doubtful' : 'good', text });
      if (isEnd) break;
    } catch (cause) {
      signal.throwIfAborted();
      checks.push({
        what: cause instanceof PowerError ? 'power' : what,
        result: 'bad',
        text: (cause as Error).message,
        error: ofTheLab(cause),
      });
      break;
    }
  }
  return checks;
};

// What is asked here is the lab: a board that is excluded for it says nothing about the product.
const ofTheLab = (cause: unknown): ErrorReport => {
  const report = toErrorReport(cause, 'lab');
  return report.fault === 'dut' ? { ...report, fault: 'lab' } : report;
};

const power: Step = async ({ boot }, { offFor = '2s' }, signal) => {
  try {
    await boot.coldBoot({ until: 'u-boot', offFor }, signal);
    return { text: 'the consoles were silent while the relay was open, and the boot loader spoke when it closed' };
  } catch (cause) {
    // The power is proven by then, and a boot loader may have its prompt locked.
    if (cause instanceof BootError) return { text: `proven, but ${cause.message}`, isDoubtful: true };
    throw cause;
  }
};

// Longer than the pauses between the bursts that an open line picks up; a byte at 115200 baud takes 0.087 ms.
const quietMs = 1000;
// Every bit in both states, and longer than the 32 bytes that the UART's FIFO holds.
const probe = 'hil-health UUUUUUUU @@@@ ~~~~ 0123456789 abcdefghijklmnopqrstuvwxyz';

const console: Step = async ({ boot, a53, clock, model: { profile } }, _, signal) => {
  if (boot.stage !== 'u-boot') return { text: 'not asked, since U-Boot was not stopped', isDoubtful: true };
  await clock.sleep(quietMs, signal);
  const line = a53.tail(1)[0]?.text.trimEnd() ?? '';
  const [, extra = ''] = line.split(profile.uboot.prompt.trimEnd());
  if (extra.trim() !== '') throw noise(extra, line);
  const { stdout } = await new UBootShell({ console: a53, profile, clock }).run(`echo ${probe}`, { signal }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw damaged(cause);
  });
  if (stdout.trim() !== probe) throw damaged(undefined, stdout);
  const echo = await measureEcho(a53, { forget: '\x03', signal });
  if (!echo || isNoisy(echo)) throw damaged(undefined, echo?.text);
  return { text: `U-Boot answered ${probe.length} characters as they were sent, and ${echo.text}` };
};

const unproven = (why: string): Answer => ({
  text: `unproven: ${why}; until an image says its nonce on it, a mute M7 is not held against the product`,
  isDoubtful: true,
});

const m7Console: Step = async ({ boot, a53, m7, clock, model }, _, signal) => {
  const { profile } = model;
  const uart = profile.consoles.core;
  if (!m7) return undefined;
  const { console: listening, proof } = m7;
  if (proof.proven !== undefined) return { text: proof.proven };
  if (boot.stage !== 'u-boot') return unproven('not asked, since U-Boot was not stopped');
  try {
    const missed = await checkM7Console(new UBootShell({ console: a53, profile, clock }), listening, model, signal);
    if (missed !== undefined) return unproven(missed);
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof PortError) throw cause;
    return unproven(`U-Boot could not write into ${uart}: ${(cause as Error).message}`);
  }
  proof.prove(`what U-Boot wrote into ${uart} of this board came on it`);
  return { text: `what U-Boot wrote into ${uart} came on console m7` };
};

const linux: Step = async ({ boot, linux: open, clock, wire }, _, signal) => {
  const begin = clock.now();
  try {
    await wire.judge(signal, () => boot.reach('login', signal));
    await (await open(signal)).run('true', { signal });
    return { text: `booted and let us in over SSH after ${formatMs(clock.now() - begin)}` };
  } catch (cause) {
    // A system that does not boot is the product's affair, and scenarios say so.
    if (cause instanceof BootError || cause instanceof ConnectionLostError) return { text: cause.message, isDoubtful: true, isEnd: true };
    throw cause;
  }
};

const identity: Step = async ({ identity: proof, linux: open }, _, signal) => proof.prove(await open(signal), signal);

// The largest image that the reserved region takes, twice: for a start from Linux and one from U-Boot.
const leastKilobytes = 32 * 1024;

const disk: Step = async ({ linux: open }, _, signal) => {
  const { stdout } = await (await open(signal)).run('df -Pk /var', { reject: false, signal });
  const [, available] = /\s(\d+)\s+\d+%\s+\S+\s*$/.exec(stdout) ?? [];
  if (available === undefined) return { text: 'df does not tell how much room /var has', isDoubtful: true };
  const text = `/var has ${Math.floor(Number(available) / 1024)} MiB left`;
  if (Number(available) >= leastKilobytes) return { text };
  throw new HilError('lab', `the board has too little room for firmware: ${text}`, { remedy: 'remove what is not needed below /var' });
};

const dayMs = 24 * 3600 * 1000;

const time: Step = async ({ linux: open }, _, signal) => {
  const { stdout } = await (await open(signal)).run('date +%s', { reject: false, signal });
  const seconds = Number(stdout.trim() || Number.NaN);
  if (!Number.isFinite(seconds)) return { text: 'the board does not tell the time', isDoubtful: true };
  const days = Math.round((seconds * 1000 - Date.now()) / dayMs);
  if (Math.abs(days) < 1) return { text: "the board's clock is right to a day" };
  return {
    text: `the board's clock is ${Math.abs(days)} days ${days < 0 ? 'behind' : 'ahead'}: dates in its logs are wrong`,
    isDoubtful: true,
  };
};

const steps: Readonly<Record<string, Step>> = { power, console, 'm7 console': m7Console, linux, identity, disk, time };

const noise = (extra: string, line: string): HilError =>
  new HilError('lab', `characters came in at U-Boot's prompt that nobody sent: ${JSON.stringify(extra.trim().slice(0, 20))}`, {
    evidence: [`a53: ${line}`],
    remedy: 'look for noise on the RX line of the board, such as an open wire or a missing ground: it also stops the countdown of U-Boot',
  });

const damaged = (cause: unknown, said = ''): HilError => {
  const report = cause === undefined ? undefined : toErrorReport(cause);
  return new HilError('lab', "console a53 does not carry text unharmed at U-Boot's prompt", {
    cause,
    evidence: report ? [report.message, ...report.evidence] : [`a53: ${said}`],
    remedy: report?.remedy ?? 'check baud rate and ground of the console',
  });
};
