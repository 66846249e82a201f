import { BootError, HilError, type PortError } from '../../core/errors.ts';
import type { WireEcho } from '../../drivers/shell/wire-echo.ts';
import { isNoisy } from '../../drivers/shell/wire-echo.ts';
import { lost, spoilt, unproven } from './wire-errors.ts';

export interface NextBoot {
  /** Cuts the power, and resolves at the login of the boot that follows; no key is sent that could stop it. */
  readonly bootAnew: (signal: AbortSignal) => Promise<unknown>;
  /** What Linux, asked over SSH, tells of the wire: the same error where that is good, undefined where nobody answers. */
  readonly byLinux: () => Promise<Error | undefined>;
  /** Undefined where nobody echoes. */
  readonly measure: () => Promise<WireEcho | undefined>;
}

/**
 * U-Boot answers nothing that can be read: it hangs, or the wire has died since it was read last. No other way leads to a board that stands there, so it is
 * booted anew, and who it is and what it brings back tell which. The same error where the wire is good.
 */
export const wireAtNextBoot = async (error: Error, { bootAnew, byLinux, measure }: NextBoot, signal: AbortSignal): Promise<Error> => {
  const missed = await bootAnew(signal).then(
    () => undefined,
    (cause: unknown) => {
      if (signal.aborted || !(cause instanceof HilError)) throw cause;
      return cause;
    },
  );
  const told = await byLinux();
  if (isOfLab(told)) return told;
  if (missed?.fault === 'lab') return lost(error, missed);
  const echo = await measure();
  if (echo && isNoisy(echo)) return spoilt(error, echo);
  if (echo || told === error) return error;
  return (
    told ?? unproven(error, missed instanceof BootError ? `booted anew, ${missed.message}` : 'nobody answers there at the next boot either')
  );
};

const isOfLab = (told: Error | undefined): told is PortError => told instanceof HilError && told.fault === 'lab';
