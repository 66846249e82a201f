import { HilError } from '../../core/errors.ts';
import type { RemoteHost } from '../../core/shell.ts';
import type { Duration } from '../../core/time.ts';
import { identityOf, type LinuxIdentity } from './board-identity.ts';

/** Who answers over SSH, whose board it may be, or why nobody does. A host key that was not known before is not kept for it. */
export const linuxBehind = async (host: RemoteHost, within: Duration, signal: AbortSignal): Promise<LinuxIdentity | HilError> => {
  try {
    const known = await host.hostKeys?.pinned();
    try {
      await using shell = await host.connect({ within, signal });
      return await identityOf(shell, signal);
    } finally {
      if (known === undefined) await host.hostKeys?.forget();
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof HilError) return cause;
    throw cause;
  }
};
