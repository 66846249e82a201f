import { BootError, CountdownMissedError, ExpectTimeoutError, type HilError, PortError, PowerError } from '../../core/errors.ts';
import type { HealthOptions } from '../../core/health-check.ts';
import { measureEcho, type WireEcho } from '../../drivers/shell/wire-echo.ts';
import { freshLine } from '../boot/login.ts';
import { bootLines } from '../boot/no-banner.ts';
import { OtherPromptError, otherPrompt } from '../boot/other-prompt.ts';
import { UBootShell } from '../boot/uboot-shell.ts';
import { waiting, waits } from '../boot/why-at-prompt.ts';
import { requireDark } from '../power/dark.ts';
import { stillOn } from '../power/still-on.ts';
import { goneWithoutPower, goneWithPower } from './gone-console.ts';
import { marksOf, othersPowered, whoseBoard } from './siblings.ts';
import { orUnheard } from './silent-console.ts';
import type { Answer, HealthParts, HealthStep } from './step.ts';

// Host time: a terminal server that lets in one user at a time takes the connection, says so, and closes.
const refusedWithinMs = 500;

/** Nobody else has the consoles, and they are what the lab file takes them for. */
const consoles: HealthStep['ask'] = async ({ clock, found, lost }, _, signal) => {
  await clock.sleep(refusedWithinMs * clock.speed, signal);
  const [gone] = lost();
  if (gone) throw gone.error;
  return { text: ['relay, consoles and network names are there, and nobody else has the consoles', ...found].join('; ') };
};

/** The relay takes off and reads it back, and nothing answers on the console meanwhile: silence alone may be that of an idle board with power. */
const relay: HealthStep['ask'] = async ({ boot, power, a53, clock, lost, opensAgain }, _, signal) => {
  const since = a53.mark();
  const answered = await answersNow(power, signal);
  const state = await boot
    .off(signal)
    .then(() => power.state(signal))
    .catch(async (cause: unknown) => {
      signal.throwIfAborted();
      const isGone = cause instanceof PowerError && answered && !(await answersNow(power, signal));
      throw isGone ? cutOff(cause) : cause;
    });
  if (state === 'on') throw await stillOn(power, signal);
  const answer = await requireDark(a53, { clock, signal }).catch((cause: unknown) => {
    throw cause instanceof PowerError && bootLines({ console: a53, since }).length > 0 ? wrongWayRound(cause) : cause;
  });
  const [gone] = lost();
  if (gone) throw await goneWithoutPower(gone, opensAgain, signal);
  if (answer === 'an echo') throw joinedWires();
  const readback = state === 'off' ? "reads 'off' back" : 'reads nothing back, so that the consoles alone prove it';
  return { text: `switched off, the relay ${readback}, and nothing answers on console a53` };
};

const answersNow = async (power: HealthParts['power'], signal: AbortSignal): Promise<boolean> => {
  const answers = await power.state(signal).then(
    () => true,
    () => false,
  );
  signal.throwIfAborted();
  return answers;
};

const cutOff = (cause: PowerError): PowerError =>
  new PowerError(`the relay answered before it was told to switch off, and no more since (${cause.message})`, {
    cause,
    evidence: cause.evidence,
    remedy:
      'see whether the relay itself, its access point, network switch or USB hub hangs on the outlet that it switches: feed that from another outlet, and switch it on by hand now',
  });

const wrongWayRound = (cause: PowerError): PowerError =>
  new PowerError('the relay works the wrong way round: a boot loader spoke when it was switched off', {
    cause,
    evidence: cause.evidence,
    remedy: 'move the wire from its normally closed contact to the normally open one, or swap `on` and `off` in the lab file',
  });

// The prompt of Toradex's boot loaders: family and module.
const modulePrompt = /\b((?:Apalis|Aquila|Colibri|SMARC|Verdin) [\w-]+) #/;

/** Another module than the lab file says, by the prompt of its boot loader. */
const otherModule = ({ a53, model: { called, profile } }: Pick<HealthParts, 'a53' | 'model'>): HilError | undefined => {
  const prompts = a53
    .tail(60)
    .map(({ text }) => text)
    .filter((text) => modulePrompt.test(text));
  const [, said] = modulePrompt.exec(prompts.at(-1) ?? '') ?? [];
  if (said === undefined || prompts.some((text) => text.includes(profile.uboot.prompt.trim()))) return undefined;
  return new PortError(
    `the boot loader is that of another module: its prompt is '${said} #', and the lab file says that the board is a ${called}`,
    {
      evidence: prompts.slice(-2).map((text) => `a53: ${text}`),
      remedy: 'look which module is in the carrier board, and make the board of the lab file by the function of that model',
    },
  );
};

const joinedWires = (): HilError =>
  new PowerError(
    'console a53 brings back what is typed on it while the relay is off: its TX and RX are joined, or the adapter or terminal server has a loopback or a local echo',
    {
      remedy:
        'take the bridge between TX and RX off, turn a local echo of the terminal server off, and look whether the adapter is plugged into the board at all',
    },
  );

const power: HealthStep['ask'] = async (parts, options, signal) => {
  const { siblings = [], thorough = false } = options;
  const since = marksOf(siblings);
  const unproven = await unlessLate(thorough ? mostMissed : 1, () => cycled(parts, options, since, signal));
  if (unproven) return unproven;
  const also = othersPowered(siblings, since);
  if (also) throw also;
  return { text: 'the consoles were silent while the relay was open, and the boot loader spoke when it closed' };
};

/** What to say where the power is proven, and U-Boot's prompt was not reached; undefined where it was. */
const cycled = async (
  parts: HealthParts,
  { offFor = '2s', siblings = [], thorough = false }: HealthOptions,
  since: ReturnType<typeof marksOf>,
  signal: AbortSignal,
): Promise<Answer | undefined> => {
  try {
    await parts.boot.coldBoot({ until: 'u-boot', offFor }, signal);
    return undefined;
  } catch (cause) {
    const [gone] = parts.lost();
    if (gone && cause instanceof PortError) throw goneWithPower(gone);
    if (cause instanceof PowerError) {
      const reason = await whoseBoard(cause, siblings, since, parts, signal);
      throw reason === cause && thorough ? await orUnheard(cause, parts, signal) : reason;
    }
    const isAtOther = cause instanceof OtherPromptError;
    const other = cause instanceof BootError || isAtOther ? otherModule(parts) : undefined;
    if (other) throw other;
    // A wire that carries no key, or none without Enter, looks the same, and a host that has time again can tell.
    const isDeaf = cause instanceof CountdownMissedError && (await keysArrive(parts, signal)).echo === undefined;
    // A boot loader may have its prompt locked.
    if (!(cause instanceof BootError || isDeaf || isAtOther)) throw cause;
    return { text: `proven, but ${(cause as Error).message}`, isDoubtful: true };
  }
};

const unlessLate = async <T>(tries: number, ask: () => Promise<T>): Promise<T> => {
  for (let left = tries - 1; ; left--) {
    try {
      return await ask();
    } catch (cause) {
      if (!(cause instanceof CountdownMissedError) || left === 0) throw cause;
    }
  }
};

// A host that is late once has time again as a rule.
const mostMissed = 3;

interface Arrived {
  readonly heard: boolean;
  readonly echo: WireEcho | undefined;
}

/** Whether the login prompt of Linux answers Enter, and brings back what is typed. */
const keysArrive = async ({ boot, a53, model: { profile } }: HealthParts, signal: AbortSignal): Promise<Arrived> => {
  await boot.reach('login', signal);
  await a53.send(freshLine, { signal });
  const heard = await a53.expect(profile.linux.loginPrompt, { within: '5s', since: a53.mark(), signal }).then(
    () => true,
    (cause: unknown) => {
      if (!(cause instanceof ExpectTimeoutError)) throw cause;
      return false;
    },
  );
  return { heard, echo: await measureEcho(a53, { forget: '\x15', signal }) };
};

/** Why a countdown was not stopped: a locked prompt, keys that do not arrive, or a boot loader that takes none. */
const autoboot: HealthStep['ask'] = async (parts, _, signal): Promise<Answer> => {
  const { boot, a53 } = parts;
  const { profile } = parts.model;
  if (boot.stage === 'u-boot') return (await waitsByItself(parts, signal)) ?? { text: "U-Boot's countdown was stopped with Ctrl-C" };
  const evidence = a53
    .tail(40)
    .map(({ text }) => text)
    .filter((text) => profile.uboot.locked.test(text) || /Hit any key to stop autoboot/.test(text))
    .map((text) => `a53: ${text}`);
  if (evidence.some((line) => profile.uboot.locked.test(line))) return locked(evidence);
  const { heard, echo } = await keysArrive(parts, signal);
  if (heard && !echo) throw inLines(evidence);
  if (evidence.some((line) => /stop autoboot:\s+[1-9]/.test(line)) && (heard || echo)) throw keptKey(evidence);
  if (heard || echo) return takesNoKey(evidence);
  throw new PortError('what is sent on console a53 does not reach the board, though the board is heard: its TX wire is open', {
    evidence: [...evidence, "U-Boot's countdown took no key, and the login prompt of Linux neither answers Enter nor echoes"],
    remedy:
      'check the TX wire of console a53 (RX of the board), its ground and level, whether the terminal server is read-only, and whether it waits with hardware flow control (RTS/CTS) for a line that a Verdin does not drive: switch it off',
  });
};

/** A prompt that no countdown came before, and a bootdelay that says so: such a board never boots unless somebody types. */
const waitsByItself = async ({ a53, clock, model: { profile } }: HealthParts, signal: AbortSignal): Promise<Answer | undefined> => {
  if (a53.tail(200).some(({ text }) => /stop autoboot/.test(text))) return undefined;
  // For the step that types at it.
  const other = otherPrompt(a53, profile);
  if (other) return { text: other.message, isDoubtful: true };
  const output = await new UBootShell({ console: a53, profile, clock })
    .run('printenv bootdelay', { reject: false, signal })
    .catch((cause: unknown) => {
      // Text that is damaged on its way is for the step that measures this console.
      if (cause instanceof PortError && !signal.aborted) return undefined;
      throw cause;
    });
  if (!output) return { text: 'U-Boot is at its prompt; its bootdelay did not arrive unharmed', isDoubtful: true };
  const { stdout } = output;
  if (!waits(stdout)) return undefined;
  const fault = waiting([`a53: ${stdout.trim()}`]);
  return { text: fault.message, fault };
};

const inLines = (evidence: readonly string[]): PortError =>
  new PortError('what is typed on console a53 arrives with Enter only: the terminal server is in line mode', {
    evidence: [...evidence, 'the login prompt answers Enter, and brings back nothing that is typed before it'],
    remedy: 'set the port of the terminal server to character mode (raw): keys such as Ctrl-C must pass at once',
  });

const keptKey = (evidence: readonly string[]): PortError =>
  new PortError('Ctrl-C does not reach the board, though other keys do: U-Boot counted down and took none', {
    evidence: [...evidence, 'the login prompt of Linux answers what is typed'],
    remedy:
      'let what lies between pass every byte: a terminal server or program that takes Ctrl-C as an interrupt or escape key of its own is to be raw (socat: raw,echo=0; a console server: no escape character)',
  });

const locked = (evidence: readonly string[]): Answer => {
  const text = 'the boot loader is locked: it offers no prompt';
  const remedy = 'scenarios that need U-Boot (bootaux, preload) cannot run here: use a board with an open boot loader for them';
  return { text: `${text}; ${remedy}`, fault: new BootError(text, { evidence, remedy }) };
};

const takesNoKey = (evidence: readonly string[]): Answer => {
  const text = 'U-Boot took no key, though console a53 carries what is typed: its bootdelay is 0 or below';
  const remedy = 'set it from Linux: fw_setenv bootdelay 1';
  return { text, fault: new BootError(text, { evidence, remedy }) };
};

/** The relay, and what happens at its switching. */
export const powerSteps: readonly HealthStep[] = [
  { what: 'wires', isThorough: true, ask: consoles },
  { what: 'relay', isThorough: true, needs: ['wires'], ask: relay },
  { what: 'power', needs: ['wires', 'relay'], ask: power },
  { what: 'autoboot', isThorough: true, needs: ['power'], ask: autoboot },
];
