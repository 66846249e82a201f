import type { Console, Mark } from '../../core/console.ts';
import { CountdownMissedError, PortError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import { formatMs, monotonicMs } from '../../core/time.ts';
import type { BootControl } from '../boot/boot-control.ts';
import { UBootShell } from '../boot/uboot-shell.ts';
import type { M7ConsoleProof } from '../m7/m7-console.ts';
import { checkM7Console, saysProof } from '../m7/m7-console-check.ts';
import type { BoardModel } from '../models/board-model.ts';
import type { Parts } from '../open-parts.ts';

export interface RecheckParts {
  readonly parts: Pick<Parts, 'channels' | 'clock'>;
  readonly boot: Pick<BootControl, 'coldBoot' | 'reach'>;
  readonly m7Host: { readonly consoleProof: Pick<M7ConsoleProof, 'proven' | 'isCertain'> };
  readonly model: BoardModel;
  readonly emit: (event: EventBody) => void;
}

// A host that was too late with its keys for the countdown may be in time for the next.
const tries = 3;
// In host time: what lies between board and host may hold text back for longer than a board is waited for, or be away for a moment.
const lateWithinMs = 20_000;

/**
 * A wire that has died since it was proven looks like an M7 that says nothing, and one that was moved to another board like an M7 with another image. The board is booted, since only U-Boot can write into the UART of an M7
 * that is silent, and is at its login afterwards. Resolves to undefined where the wire is good, and where nobody can tell.
 */
export const recheckM7Console = async (on: RecheckParts, signal: AbortSignal): Promise<PortError | undefined> => {
  const { m7 } = on.parts.channels.consoles;
  const { proven, isCertain } = on.m7Host.consoleProof;
  if (!m7 || proven === undefined || isCertain) return undefined;
  on.emit({
    type: 'lab.noted',
    text: 'the image that was started says nothing, so the board is booted to see whether console m7 still is that of its M7',
  });
  try {
    const trouble = await askedInUBoot(on, signal);
    await on.boot.reach('login', signal);
    return trouble;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
};

const askedInUBoot = async (on: RecheckParts, signal: AbortSignal, left = tries): Promise<PortError | undefined> => {
  const { boot, model, parts } = on;
  const { a53, m7 } = parts.channels.consoles;
  try {
    await boot.coldBoot({ until: 'u-boot' }, signal);
  } catch (cause) {
    if (cause instanceof CountdownMissedError && left > 1) return askedInUBoot(on, signal, left - 1);
    throw cause;
  }
  const uboot = new UBootShell({ console: a53, profile: model.profile, clock: parts.clock });
  const since = m7!.mark();
  const ask = (): Promise<string | undefined> => checkM7Console(uboot, m7!, model, signal);
  const missed = await ask();
  return missed === undefined ? undefined : explained(missed, { m7: m7!, since, ask });
};

interface Asking {
  readonly m7: Console;
  /** Where what U-Boot wrote would begin. */
  readonly since: Mark;
  readonly ask: () => Promise<string | undefined>;
}

/** A wire that is late or was away is no wire that is dead: U-Boot goes on writing for a while. */
const explained = async (missed: string, { m7, since, ask }: Asking): Promise<PortError> => {
  const askedAt = monotonicMs();
  while (monotonicMs() - askedAt < lateWithinMs) {
    const isHeard = (await ask()) === undefined;
    const ms = monotonicMs() - askedAt;
    if (m7.tail(1000).some(({ start, text }) => start >= since && saysProof(text))) return isHeard ? wasAway(missed, ms) : late(missed, ms);
  }
  return died(missed);
};

const wasAway = (missed: string, ms: number): PortError =>
  new PortError(`console m7 was away for a while: ${missed}, and ${formatMs(ms)} later it came`, {
    remedy: 'check the plug of console m7, and whether its terminal server was restarted: nobody knows whether the M7 spoke meanwhile',
  });

const late = (missed: string, ms: number): PortError =>
  new PortError(`console m7 holds text back: ${missed}, and came up to ${formatMs(ms)} later`, {
    remedy:
      'look at what lies between the board and this host, such as a terminal server or a network that is slow: nobody knows whether the M7 had spoken',
  });

const died = (missed: string): PortError =>
  new PortError(`console m7 has died, or is that of another board, since it was proven: ${missed}`, {
    remedy: 'check the plug of console m7 and its terminal server, and who has moved it: nobody knows whether the M7 spoke',
  });
