import { tmpdir } from 'node:os';
import type { Rig } from '../../src/core/driver.ts';
import { ConfigError } from '../../src/core/errors.ts';
import { qemuVerdin } from '../../src/sim/qemu/qemu-verdin.ts';

/** A QEMU board without power, or the sentence that says why there is none. */
export const startQemu = async (): Promise<(Rig & AsyncDisposable) | string> => {
  try {
    return await qemuVerdin().start({ board: 'bench', stateDir: tmpdir(), signal: AbortSignal.timeout(60_000) });
  } catch (cause) {
    if (cause instanceof ConfigError) return [cause.message, cause.remedy].filter(Boolean).join('; ');
    throw cause;
  }
};

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export const consoleOf = (rig: Rig): Endpoint => rig.consoles.a53!.settings as Endpoint;
export const relayOf = (rig: Rig): string => (rig.power.settings as { readonly host: string }).host;

export const switchRelay = async (rig: Rig, on: boolean): Promise<void> => {
  const answer = await fetch(`http://${relayOf(rig)}/rpc/Switch.Set?id=0&on=${on}`);
  if (!answer.ok) throw new Error(`the relay answered ${answer.status}: ${await answer.text()}`);
};
