import { ConfigError, HilError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import type { OsImage, OsInstaller } from '../../core/os-image.ts';
import type { BoardPins } from '../../core/pins.ts';
import type { RemoteHost } from '../../core/shell.ts';
import type { Clock } from '../../core/time.ts';
import type { BootControl } from '../boot/boot-control.ts';
import type { Ledger } from './ledger.ts';

export interface InstallParts {
  readonly boot: BootControl;
  readonly clock: Clock;
  readonly pins: BoardPins | undefined;
  readonly installer: OsInstaller;
  readonly host: RemoteHost | undefined;
  readonly ledger: Ledger;
  readonly emit: (event: EventBody) => void;
}

// Board time. The boot ROM samples its boot mode as reset is released (i.MX 8M Plus reference manual, 6.1.2); a relay and a supply take their time before.
const offMs = 2000;
const heldMs = 2000;

/** Recovery mode, the installer, the image, and the first boot of what was installed. Nothing of the old system is left, nor owed any more. Throws InstallError. */
export const installOs = async (parts: InstallParts, image: OsImage, signal: AbortSignal): Promise<void> => {
  const { boot, emit, host, installer, ledger } = parts;
  if (host?.hostKeys?.isFixed)
    throw new ConfigError('the lab file fixes the host key of this board, and a new system makes another one', {
      remedy: 'leave out `hostKey` of its sshShell',
    });
  const note = (text: string): void => emit({ type: 'lab.noted', text });
  note(`installing ${image.name}${image.version ? ` ${image.version}` : ''}`);
  await enterRecovery(parts, signal);
  await installer.install(image, ({ text }) => note(`installing: ${text}`), signal);
  ledger.forget();
  await host?.hostKeys?.forget();
  note('installed; its first boot follows');
  await boot.coldBoot({}, signal);
};

const enterRecovery = async ({ boot, clock, pins, installer }: InstallParts, signal: AbortSignal): Promise<void> => {
  await boot.off(signal);
  if (pins?.names.includes('recovery')) {
    await clock.sleep(offMs, signal);
    await pins.press('recovery', signal);
    try {
      await boot.on(signal);
      await clock.sleep(heldMs, signal);
    } finally {
      await pins.release('recovery');
    }
  } else if (installer.enterRecovery) {
    await clock.sleep(offMs, signal);
    await boot.on(signal);
    await installer.enterRecovery(signal);
  } else
    throw new HilError('lab', 'nothing in the lab file takes this board into recovery mode', {
      remedy: 'wire its recovery pin (`pins: commandPins({ recovery })`), or name a command as `recovery` of the easyInstaller',
    });
};
