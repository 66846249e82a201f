import type { Clock } from '../../core/time.ts';
import type { Chip } from './chip.ts';
import type { Identity } from './identity.ts';
import { Remoteproc } from './remoteproc/remoteproc.ts';
import { passFirstSteps } from './remoteproc/start-up.ts';
import type { BoardSettings } from './settings.ts';
import type { M7Listener } from './soc/m7-notes.ts';
import { Soc } from './soc/soc.ts';
import { uBootVersionOf } from './u-boot/default-environment.ts';

export interface ChipWires {
  readonly onM7Uart: (byte: number) => void;
  readonly notes: M7Listener;
  /** A watchdog of the chip that the M7 started. */
  readonly onReset: () => void;
}

/** The modelled chip of this module. */
export const chipOf = (settings: BoardSettings, identity: Identity, clock: Clock, wires: ChipWires): Chip => {
  const soc = new Soc({ chip: settings.model.chip, seed: settings.seed, ramBytes: identity.ramBytes, clock, ...wires });
  return {
    memory: {
      read: (address, size) => {
        const bytes = soc.cpuRead(address, size);
        return typeof bytes === 'string' ? undefined : bytes;
      },
      write: (address, bytes) => soc.cpuWrite(address, bytes) === 'done',
      // Upstream's bootaux takes ELF files since v2022.07.
      bootaux: (address) => {
        const { access, lines, status } = soc.bootaux(address, {
          elfSupported: uBootVersionOf(settings.kernel) !== '2022.04',
          tfA: settings.tfA,
        });
        return access === 'done' ? { lines, status } : undefined;
      },
    },
    powerOn: () => soc.powerOn(),
    powerOff: () => soc.powerOff(),
    coldReset: () => soc.coldReset(),
    async linuxBooted(boot, signal) {
      await passFirstSteps(soc.m7, clock, signal);
      soc.linuxBooted(boot);
    },
    m7Receive: (bytes) => soc.m7UartIn(bytes),
    core: soc.m7,
    remoteproc: (options) => new Remoteproc({ ...options, soc }),
  };
};
