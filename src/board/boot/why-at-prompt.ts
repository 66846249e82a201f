import { BootError, ConnectionLostError, HilError, PortError } from '../../core/errors.ts';
import type { Output } from '../../core/shell.ts';
import type { Duration } from '../../core/time.ts';
import type { CountdownEnd } from '../../knowledge/boot/countdown.ts';
import { UBootShell, type UBootShellOptions } from './uboot-shell.ts';

interface Seen {
  /** Undefined where no countdown was shown, or one that a certain key stops. */
  readonly end: Exclude<CountdownEnd, 'stopped'> | undefined;
  readonly evidence: readonly string[];
}

// A network that does not answer is tried for ever.
const bootWithin: Duration = '60s';

/**
 * Why a boot stands at U-Boot's prompt, asked of U-Boot itself: bootcmd, bootdelay, and where they leave it open, what comes of its boot command when it
 * is given once more. The signal's reason is thrown.
 */
export const askWhy = async (at: UBootShellOptions, { end, evidence }: Seen, signal: AbortSignal): Promise<HilError> => {
  const shell = new UBootShell(at);
  const ask = (command: string, timeout: Duration): Promise<Output | HilError> =>
    shell.run(command, { reject: false, timeout, signal }).catch((cause: unknown) => {
      if (signal.aborted || !(cause instanceof HilError)) throw cause;
      return cause;
    });
  const bootcmd = await ask('printenv bootcmd', '10s');
  if (!(bootcmd instanceof HilError)) {
    if (bootcmd.exitCode !== 0) return noCommand([...evidence, told(bootcmd)]);
    const bootdelay = end === undefined ? await ask('printenv bootdelay', '10s') : undefined;
    if (bootdelay && !(bootdelay instanceof HilError) && waits(bootdelay.stdout)) return waiting([told(bootdelay)]);
  }
  if (end === 'ran-out') return cameBack([...evidence, told(bootcmd)]);
  const again = bootcmd instanceof PortError ? bootcmd : await ask('boot', bootWithin);
  if (!(again instanceof HilError)) return cameBack([...evidence, told(bootcmd), `boot, given again: ${told(again)}`]);
  const goesOn = again instanceof ConnectionLostError;
  const seen = [...evidence, told(bootcmd), goesOn ? 'boot, given again: the board boots' : told(again)];
  return goesOn && (end === 'unclear' || end === 'perhaps-stopped') ? nobodySent(seen) : eitherWay(seen);
};

/** A bootdelay of -1 boots nothing by itself. `text`: what printenv prints. */
export const waits = (text: string): boolean => /bootdelay=-1\b/.test(text);

export const waiting = (evidence: readonly string[]): BootError =>
  new BootError("U-Boot's bootdelay is -1: it waits at its prompt, and the board does not boot by itself", {
    evidence,
    remedy: "set it at U-Boot's prompt: setenv bootdelay 1; saveenv",
  });

export const nobodySent = (evidence: readonly string[]): PortError =>
  new PortError("U-Boot's countdown was stopped by characters that nobody sent", {
    evidence,
    remedy: 'look for noise on the RX line of the board, such as an open wire or a missing ground, and for another program on the console',
  });

export const cameBack = (evidence: readonly string[]): BootError =>
  new BootError("U-Boot's boot command came back to the prompt: the board boots nothing by itself", {
    evidence,
    remedy:
      "see at U-Boot's prompt what it runs (printenv bootcmd, and each variable that it runs): a `false`, an `if` that does not hold and a `run` of nothing end without a word; `env default bootcmd; saveenv` brings back the one that U-Boot was built with",
  });

/** Behind words of its own. `prompt`: that it came back to. */
export const triedInVain = (prompt: string, evidence: readonly string[]): HilError => {
  const said = evidence.map((line) => line.replace(/^a53: /, '').trim()).findLast((line) => line !== '' && line !== prompt.trim());
  // What a command line of noise is answered with.
  if (/^Unknown command/.test(said ?? '')) return nobodySent(evidence);
  return new BootError(`U-Boot has tried to boot, and is back at its prompt${said === undefined ? '' : ` behind '${said}'`}`, {
    evidence,
    remedy: "see above what it tried and why each failed; at U-Boot's prompt `printenv bootcmd boot_targets` tells what it is to try",
  });
};

const noCommand = (evidence: readonly string[]): BootError =>
  new BootError('U-Boot has no boot command: bootcmd is not set, so that it goes to its prompt and counts nothing down', {
    evidence,
    remedy:
      "at U-Boot's prompt `env default bootcmd; saveenv` brings back the one that it was built with; look what deleted it (fw_setenv bootcmd without a value, an environment that was written over)",
  });

const eitherWay = (evidence: readonly string[]): HilError =>
  new HilError(
    'lab',
    "the boot stands at U-Boot's prompt, and nothing tells why: characters that nobody sent have stopped it, or its boot command came back without a word",
    {
      evidence,
      remedy:
        "look for noise on the RX line of the board and for another program on the console, and read at U-Boot's prompt what it is to do: printenv bootcmd bootdelay",
    },
  );

const told = (answer: Output | HilError): string =>
  answer instanceof HilError
    ? answer.message
    : `u-boot: ${answer.stdout.trim().slice(0, 200) || `nothing, with status ${answer.exitCode}`}`;
