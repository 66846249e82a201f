import { HilError, PortError, PowerError } from '../../core/errors.ts';
import { formatMs } from '../../core/time.ts';
import type { LinuxIdentity } from './board-identity.ts';
import { linuxBehind } from './linux-behind.ts';
import type { HealthParts } from './step.ts';

// Board time from power-on to sshd: half a minute on a Verdin, more at the first boot.
const bootsWithin = '60s';
// As long as a power cycle leaves a board off.
const offMs = 2000;
// Between the relay's answer and the kernel's first moment: SPL and U-Boot.
const slackMs = 2000;

/**
 * Where nothing came on either console after the relay closed: switches once more, sending no key that could stop the boot. A Linux that answers over SSH
 * and began only then has its power from this relay, and nothing but the console is wrong; one that ran before is switched by another relay. Else the
 * same error.
 */
export const orUnheard = async (
  cause: PowerError,
  { boot, clock, host, heard, model: { profile } }: Pick<HealthParts, 'boot' | 'clock' | 'host' | 'heard' | 'model'>,
  signal: AbortSignal,
): Promise<PowerError | PortError> => {
  const { a53, m7 } = heard();
  if (host === undefined || !a53 || a53.sample.bytes > 0 || (m7 && m7.sample.bytes > 0)) return cause;
  await boot.off(signal);
  await clock.sleep(offMs, signal);
  const begin = clock.now();
  await boot.on(signal);
  const linux = await linuxBehind(host, bootsWithin, signal);
  if (linux instanceof HilError)
    return new PowerError(cause.message, {
      cause,
      evidence: [...cause.evidence, `nor did it answer over SSH within ${bootsWithin}: ${linux.message}`],
      ...(cause.remedy ? { remedy: cause.remedy } : {}),
    });
  const { upForMs } = linux;
  if (upForMs === undefined) return cause;
  return upForMs <= clock.now() - begin + slackMs ? unheard(cause, linux, profile.consoles.a53) : notSwitched(cause, linux);
};

const described = ({ serial, upForMs = 0 }: LinuxIdentity): string =>
  `ssh: serial number ${serial ?? 'unknown'}, up for ${formatMs(upForMs)}`;

const unheard = (cause: PowerError, linux: LinuxIdentity, uart: string): PortError =>
  new PortError(
    `${cause.message}; but Linux booted when the relay closed, and answers over SSH: the board has power, and console a53 does not hear it`,
    {
      cause,
      evidence: [...cause.evidence, described(linux)],
      remedy: `check the RX wire of console a53 (${uart}; port D of the debug USB of a Verdin Development Board), and that it is not the console of another board, or swapped with another adapter; if the wire is right, the boot loader is silent (its variable silent, or CONFIG_SILENT_CONSOLE)`,
    },
  );

const notSwitched = (cause: PowerError, linux: LinuxIdentity): PowerError =>
  new PowerError(`${cause.message}; and the Linux that answers over SSH ran before the relay closed: this relay does not switch it`, {
    cause,
    evidence: [...cause.evidence, described(linux)],
    remedy:
      "the relay's outlet is not that of this board, the board has a second supply (a battery, PoE, USB, or its UART), or SSH leads to another board; then look at the wire of console a53",
  });
