import {
  BootError,
  ConnectionLostError,
  ExpectTimeoutError,
  HilError,
  PortError,
  SpoiltConsoleError,
  toErrorReport,
} from '../../core/errors.ts';
import { isNoisy, measureEcho } from '../../drivers/shell/wire-echo.ts';
import { OtherPromptError, otherPrompt } from '../boot/other-prompt.ts';
import { UBootShell } from '../boot/uboot-shell.ts';
import { type LongOutput, longOutput } from './long-output.ts';
import type { HealthStep } from './step.ts';

// Longer than the pauses between the bursts that an open line picks up; a byte at 115200 baud takes 0.087 ms.
const quietMs = 1000;
// Every bit in both states, and longer than the 32 bytes that the UART's FIFO holds.
const probe = 'hil-health UUUUUUUU @@@@ ~~~~ 0123456789 abcdefghijklmnopqrstuvwxyz';

const console: HealthStep['ask'] = async ({ boot, a53, clock, model: { profile } }, _, signal) => {
  if (boot.stage !== 'u-boot') return { text: 'not asked, since U-Boot was not stopped', isDoubtful: true };
  await clock.sleep(quietMs, signal);
  const other = otherPrompt(a53, profile);
  if (other) throw other;
  const line = a53.tail(1)[0]?.text.trimEnd() ?? '';
  const [, extra = ''] = line.split(profile.uboot.prompt.trimEnd());
  if (extra.trim() !== '') throw noise(extra, line);
  const command = strayCommand(a53.tail(40).map(({ text }) => text));
  if (command) throw noise(command.word, command.line);
  const shell = new UBootShell({ console: a53, profile, clock });
  const { stdout } = await shell.run(`echo ${probe}`, { signal }).catch((cause: unknown) => {
    signal.throwIfAborted();
    if (cause instanceof OtherPromptError) throw cause;
    throw isDeaf(cause) ? stoppedTaking(cause, a53.tail(1)[0]?.text) : damaged(cause);
  });
  if (stdout.trim() !== probe) throw damaged(undefined, stdout);
  await clock.sleep(quietMs, signal);
  if (a53.tail(20).filter(({ text }) => text.trim().endsWith(probe)).length > 1) throw enteredTwice();
  const echo = await measureEcho(a53, { forget: '\x03', signal });
  if (!echo) throw stoppedTaking(undefined, a53.tail(1)[0]?.text);
  if (isNoisy(echo)) throw damaged(undefined, echo.text);
  const long = await longOutput(shell, signal).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw isDeaf(cause) ? stoppedTaking(cause, a53.tail(1)[0]?.text) : overrun(undefined, cause);
  });
  if (long && long.lost > 0) throw overrun(long);
  const text = `U-Boot answered ${probe.length} characters as they were sent, and ${echo.text}`;
  if (!long) return { text: `${text}; it prints no memory (md), so that nothing proves a long output`, isDoubtful: true };
  return { text: `${text}; ${long.characters} characters at once came unharmed` };
};

const environment: HealthStep['ask'] = async ({ boot, a53, clock, model: { profile } }, _, signal) => {
  if (boot.stage !== 'u-boot') return undefined;
  const isDefault = a53.tail(200).find(({ text }) => /bad CRC, using default environment/i.test(text));
  const { stdout } = await new UBootShell({ console: a53, profile, clock }).run('printenv bootcmd', { signal });
  if (!isDefault) return { text: `U-Boot's environment is readable: ${stdout.trim().slice(0, 60)}` };
  return {
    text: "U-Boot's stored environment is damaged or was never written: it booted with its defaults (env save writes them)",
    isDoubtful: true,
  };
};

/** What carries text to and from the boot loader. */
export const consoleSteps: readonly HealthStep[] = [
  { what: 'console', needs: ['power', 'autoboot'], ask: console },
  { what: 'environment', isThorough: true, needs: ['power', 'autoboot', 'console'], ask: environment },
];

/** A command that U-Boot refused since its countdown: nothing was typed from here but Ctrl-C. */
const strayCommand = (lines: readonly string[]): { readonly word: string; readonly line: string } | undefined => {
  const begin = lines.findLastIndex((text) => /Hit any key to stop autoboot/.test(text));
  // What a boot loader runs before its countdown is its own.
  const line = begin < 0 ? undefined : lines.slice(begin + 1).find((text) => /Unknown command '[^']+'/.test(text));
  const [, word] = /Unknown command '([^']+)'/.exec(line ?? '') ?? [];
  return line === undefined || word === undefined ? undefined : { word, line };
};

const noise = (extra: string, line: string): SpoiltConsoleError =>
  new SpoiltConsoleError(`characters came in at U-Boot's prompt that nobody sent: ${JSON.stringify(extra.trim().slice(0, 20))}`, {
    evidence: [`a53: ${line}`],
    remedy: /^(?:AT)+(?:[+&]|$)/.test(extra.trim())
      ? 'those are words for a modem: tell ModemManager of the lab host to leave the adapter alone (udev: ENV{ID_MM_DEVICE_IGNORE}="1"), or remove it'
      : 'look for somebody else on this console (a second user of the terminal server, or its own messages), and for noise on the RX line of the board, such as an open wire or a missing ground: it also stops the countdown of U-Boot',
  });

// U-Boot takes CR and LF for an Enter each, and repeats the last command at an empty line: one that writes, boots or starts the remote core, too.
const enteredTwice = (): HilError =>
  new HilError('lab', 'each Enter arrives twice on console a53: U-Boot ran a command twice that was sent once', {
    evidence: [`a53: ${probe}`, `a53: ${probe}`],
    remedy:
      'switch the translation of line ends off in the terminal server (CR to CR LF): what is typed must arrive byte for byte, as on a raw port',
  });

// A boot loader that waits for a line answers Ctrl-C whatever was typed before, and one that runs a command ends it.
const isDeaf = (cause: unknown): cause is BootError | ConnectionLostError =>
  cause instanceof BootError || (cause instanceof ConnectionLostError && cause.cause instanceof ExpectTimeoutError);

const stoppedTaking = (cause: BootError | ConnectionLostError | undefined, last = ''): PortError =>
  new PortError('console a53 stopped taking what is typed in the middle of a line: not even Ctrl-C reaches the board by now', {
    cause,
    evidence: [`the last that came back: ${last.slice(-60)}`, ...(cause?.evidence ?? [])],
    remedy:
      'switch flow control off (RTS/CTS, XON/XOFF) in the lab file, the terminal server and the adapter: a Verdin drives no such line, so that a buffer fills up and stays full; if that is off, see whether the adapter hangs (plug it anew) or the boot loader does',
  });

const overrun = (long: LongOutput | undefined, cause?: unknown): SpoiltConsoleError => {
  const report = cause === undefined ? undefined : toErrorReport(cause);
  const what = long ? `${long.lost} of the lines of a memory dump are lost or incomplete` : 'the end of a memory dump was lost';
  return new SpoiltConsoleError(`console a53 does not carry long output unharmed, though short answers arrive: ${what}`, {
    cause,
    evidence: report ? [report.message, ...report.evidence] : [`a53: ${long?.spoilt ?? ''}`],
    remedy:
      'a buffer overflows between board and host: give the adapter a USB port of its own, the terminal server a larger buffer and a network that keeps up, and look whether the host is too busy to read; somebody else who reads the console takes bytes, too',
  });
};

const damaged = (cause: unknown, said = ''): SpoiltConsoleError => {
  const report = cause === undefined ? undefined : toErrorReport(cause);
  return new SpoiltConsoleError("console a53 does not carry text unharmed at U-Boot's prompt", {
    cause,
    evidence: report ? [report.message, ...report.evidence] : [`a53: ${said}`],
    remedy:
      report?.remedy ??
      'check baud rate and ground of the console, and whether somebody else reads it: each of two readers gets some of the bytes',
  });
};
