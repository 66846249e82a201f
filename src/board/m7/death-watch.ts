import type { Console } from '../../core/console.ts';
import type { IncidentKind, KernelIncident } from '../../core/incident.ts';
import { type Clock, monotonicMs } from '../../core/time.ts';
import type { Channels } from '../channels.ts';

/** How Linux died. */
export interface Death {
  readonly outcome: 'crashed' | 'frozen';
  readonly evidence: readonly string[];
}

export interface DeathWatchOptions {
  readonly channels: Pick<Channels, 'lastByteAt' | 'excerpt'> & {
    readonly consoles: { readonly a53: Pick<Console, 'send'> & { sendBreak?(): Promise<boolean> } };
  };
  readonly clock: Clock;
  /** Host monotonic milliseconds: what was reported before is not ours. */
  readonly since: number;
  readonly incidentsSince: (at: number) => readonly KernelIncident[];
  /** Whether Linux answers over the network; may take as long as it likes. */
  readonly answers: (signal: AbortSignal) => Promise<boolean>;
  /** Host monotonic milliseconds since which this program has run: what was silent before may only be unread. */
  readonly awakeSince?: () => number;
  /** The same of the process of a simulated board; 0 for hardware. Rejects with PortError when it does not answer. */
  readonly boardAwakeSince?: () => Promise<number>;
  /** How many boots were seen to begin. One more is another boot, however soon it came: the times of two may be that of one chunk of bytes. */
  readonly boots?: () => number;
  /** Asked before a silence is held against the board: an error when somebody cut the power. */
  readonly powerCut?: () => Promise<Error | undefined>;
  /** Before a silence is held against the board: what its console claims of the kernel, and nobody denies, is told as an incident. */
  readonly believe?: () => void;
  /** Opens the silent-freeze incident. */
  readonly reportSilence: () => void;
  readonly signal: AbortSignal;
}

// Longer than RCU_CPU_STALL_TIMEOUT (21 s), since a stall that is about to be reported is silent until then,
// and shorter than the 30 s of systemd's RuntimeWatchdogSec on Torizon.
const silentForMs = 25_000;
// Wall time: a board that lives faster still shares a busy host.
const silentFloorMs = 2000;
const lookEveryMs = 500;

/**
 * Resolves when Linux is found dead: a fatal incident was reported, or there was no byte on any channel for 25 s while neither a key on the console
 * nor a command over SSH was answered, or the board boots anew, announced or not. Never resolves while Linux lives; rejects with the signal's reason,
 * and with the error of whoever cut the power.
 */
export const watchForDeath = async (options: DeathWatchOptions): Promise<Death> => {
  const { channels, clock, since, signal } = options;
  const probe = new Probe(options);
  const before = options.boots?.();
  const deadlineMs = Math.max(silentForMs / clock.speed, clock.speed === 1 ? 0 : silentFloorMs);
  for (let boardAwake = 0; ; ) {
    const reported = deathBy(options) ?? (options.boots?.() === before ? undefined : bootedAnew(options));
    if (reported) return reported;
    const awakeSince = Math.max(options.awakeSince?.() ?? 0, boardAwake);
    const heardAt = probe.heardAt;
    const silentMs = monotonicMs() - Math.max(heardAt, since, awakeSince);
    if (silentMs > deadlineMs / 2) probe.ask(awakeSince);
    if (silentMs > deadlineMs) {
      const wasAwake = boardAwake;
      boardAwake = await boardAwakeSince(options);
      if (boardAwake > wasAwake) continue;
      await refuseCut(options);
      // What the board says while its relay is asked is an answer.
      if (probe.heardAt > heardAt) continue;
      options.believe?.();
      const claimed = deathBy(options);
      if (claimed) return claimed;
      options.reportSilence();
      const seconds = Math.round((silentMs * clock.speed) / 1000);
      const last = channels.excerpt(since, 10);
      return {
        outcome: 'frozen',
        evidence: [
          `no byte on any channel for ${seconds} s, no echo on the console, no answer over SSH`,
          ...last,
          ...(await saidToSysRq(options)),
        ],
      };
    }
    await clock.sleep(lookEveryMs, signal);
  }
};

export interface SilenceWatchOptions extends DeathWatchOptions {
  /** Board time. */
  readonly silentForMs: number;
  /** True while Linux runs, so that a key on the console does no harm and an answer can be expected. */
  readonly isLinux: () => boolean;
}

/** Opens a silent-freeze when a running Linux gives no byte, no echo and no answer for that long; then it is done. Rejects with the signal's reason. */
export const watchForSilence = async (options: SilenceWatchOptions): Promise<void> => {
  const { clock, incidentsSince, isLinux, silentForMs, signal } = options;
  const probe = new Probe(options);
  const deadlineMs = Math.max(silentForMs / clock.speed, clock.speed === 1 ? 0 : silentFloorMs);
  let since = options.since;
  for (let boardAwake = 0; ; ) {
    await clock.sleep(lookEveryMs, signal);
    if (!isLinux()) since = monotonicMs();
    const awakeSince = Math.max(options.awakeSince?.() ?? 0, boardAwake);
    const heardAt = probe.heardAt;
    const silentMs = monotonicMs() - Math.max(heardAt, since, awakeSince);
    if (silentMs > deadlineMs / 2) probe.ask(awakeSince);
    if (silentMs <= deadlineMs) continue;
    const wasAwake = boardAwake;
    boardAwake = await boardAwakeSince(options);
    if (boardAwake > wasAwake) continue;
    await refuseCut(options);
    if (probe.heardAt > heardAt) continue;
    options.believe?.();
    if (!incidentsSince(options.since).some(explainsSilence)) options.reportSilence();
    return;
  }
};

// Board time: 4 processors print their stacks at 115200 baud.
const sysRqMs = 3000;

/** What a kernel that answers nothing else says of its processors, which interrupts may still reach: SysRq-l after a break, where the console carries one. */
const saidToSysRq = async ({ channels, clock, signal }: DeathWatchOptions): Promise<readonly string[]> => {
  const { a53 } = channels.consoles;
  const asked = monotonicMs();
  try {
    if ((await a53.sendBreak?.()) !== true) return [];
    await a53.send('l', { signal });
    await clock.sleep(sysRqMs, signal);
  } catch {
    signal.throwIfAborted();
    return [];
  }
  const said = channels.excerpt(asked, 60);
  return said.length === 0 ? ['no answer to a break and SysRq-l either'] : ['answer to a break and SysRq-l:', ...said];
};

const boardAwakeSince = async ({ boardAwakeSince: ask, signal }: DeathWatchOptions): Promise<number> => {
  const awake = (await ask?.()) ?? 0;
  signal.throwIfAborted();
  return awake;
};

const refuseCut = async ({ powerCut }: DeathWatchOptions): Promise<void> => {
  const cut = await powerCut?.();
  if (cut) throw cut;
};

const deathBy = ({ channels, incidentsSince, reportSilence, since }: DeathWatchOptions): Death | undefined => {
  const fatal = incidentsSince(since).filter(isDeadly);
  const crash = fatal.find(({ kind, orderly }) => orderly || !kindsWithoutMessage.has(kind));
  if (crash) return { outcome: 'crashed', evidence: [crash.title, ...crash.lines.map((line) => `${crash.channels[0]}: ${line}`)] };
  const [reset] = fatal;
  if (!reset) return undefined;
  if (!fatal.some(({ kind }) => kind === 'silent-freeze')) reportSilence();
  return { outcome: 'frozen', evidence: [`${reset.title}; no kernel text before it`, ...channels.excerpt(since, 10)] };
};

// A reset that a scenario has announced is no incident, and the Linux that it ended is gone all the same.
const bootedAnew = ({ channels, since }: DeathWatchOptions): Death => {
  const said = channels.excerpt(since, 10);
  const isOrderly = said.some((line) => /reboot: (?:Restarting system|Power down)/.test(line));
  const what = isOrderly ? 'Linux was rebooted in order' : 'the board began to boot again, and no kernel text says why';
  return { outcome: isOrderly ? 'crashed' : 'frozen', evidence: [`${what}; a reset was announced`, ...said] };
};

// A bad sector or a program killed for want of memory kills no Linux.
const isDeadly = ({ endsScenario, severity, kind }: KernelIncident): boolean =>
  endsScenario && (severity === 'fatal' || kind === 'remoteproc-crash');

/** Linux is silent after these; after an oops, an I/O error or a crash of the M7 it should go on. */
const explainsSilence = ({ kind, consequences }: KernelIncident): boolean => [kind, ...consequences].some((each) => silencing.has(each));

const silencing: ReadonlySet<IncidentKind> = new Set<IncidentKind>([
  'panic',
  'firmware-abort',
  'mce',
  'rcu-stall',
  'soft-lockup',
  'hard-lockup',
  'workqueue-lockup',
  'watchdog-reset',
  'unexpected-reset',
  'silent-freeze',
  'power-down',
  'thermal-shutdown',
]);

/** Asks a silent board for a sign, one question of each kind at a time. */
class Probe {
  #answeredAt = 0;
  readonly #options: DeathWatchOptions;
  #askedAt: number | undefined;
  #lastKey = 0;
  constructor(options: DeathWatchOptions) {
    this.#options = options;
  }

  /** Host monotonic milliseconds of its last sign of life. */
  get heardAt(): number {
    return Math.max(this.#options.channels.lastByteAt, this.#answeredAt);
  }

  /** A question from before `awakeSince` does not count: its answer may have come while nobody ran to take it. */
  ask(awakeSince: number): void {
    const { answers, channels, clock, signal } = this.#options;
    if (this.#lastKey < awakeSince || monotonicMs() - this.#lastKey > silentForMs / 4 / clock.speed) {
      this.#lastKey = monotonicMs();
      // A live tty echoes, which counts as a byte; harmless at a login prompt and at a shell.
      channels.consoles.a53.send('\r', { signal }).catch(() => {});
    }
    if (this.#askedAt !== undefined && this.#askedAt >= awakeSince) return;
    const askedAt = monotonicMs();
    this.#askedAt = askedAt;
    answers(signal)
      .then((answered) => {
        if (answered) this.#answeredAt = monotonicMs();
      })
      .catch(() => {})
      .finally(() => {
        if (this.#askedAt === askedAt) this.#askedAt = undefined;
      });
  }
}

const kindsWithoutMessage: ReadonlySet<string> = new Set(['unexpected-reset', 'watchdog-reset', 'silent-freeze']);
