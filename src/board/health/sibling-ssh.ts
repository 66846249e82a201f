import { HilError, PortError } from '../../core/errors.ts';
import type { Sibling } from '../../core/health-check.ts';
import type { RemoteHost } from '../../core/shell.ts';
import type { LinuxIdentity } from './board-identity.ts';
import { linuxBehind } from './linux-behind.ts';
import type { HealthParts } from './step.ts';

// Board time: whoever has power and Linux answers at once, and nobody else is waited for.
const answersWithin = '20s';

/** Where SSH does not lead to this board: the other board of the lab whose SSH does, or that answers at the same address. Else the same error. */
export const whoseSsh = async (
  cause: HilError,
  siblings: readonly Sibling[],
  { a53, host, model: { profile } }: Pick<HealthParts, 'a53' | 'host' | 'model'>,
  signal: AbortSignal,
): Promise<HilError> => {
  const printed = a53
    .tail(1000)
    .map(({ text }) => profile.serialNumber.exec(text)?.[1])
    .findLast((serial) => serial !== undefined);
  const [own, ...others] = await Promise.all([host, ...siblings.map(({ host: their }) => their)].map((each) => whoAnswers(each, signal)));
  const named = siblings.map(({ name }, index) => ({ name, linux: others[index] }));
  const here = named.find(({ linux }) => linux?.serial !== undefined && linux.serial === printed);
  const same = own && named.find(({ linux }) => linux?.bootId === own.bootId);
  if (here && here !== same)
    return new PortError(`SSH of ${here.name} leads to this board, and SSH of this board does not: ${cause.message}`, {
      cause,
      evidence: [`ssh of ${here.name}: serial number ${printed}`, `a53: U-Boot printed Serial#: ${printed}`, ...cause.evidence],
      remedy: `swap \`ssh\` of this board and ${here.name} in the lab file: the two addresses are crossed, or have moved`,
    });
  if (!same || own.serial === printed) return cause;
  return new PortError(`SSH of this board leads to ${same.name}: ${cause.message}`, {
    cause,
    evidence: [`ssh of both boards: serial number ${own.serial ?? 'unknown'}, boot id ${own.bootId}`, ...cause.evidence],
    remedy: `look up the address of this board: the one in the lab file is that of ${same.name} by now (DHCP, or a copied entry)`,
  });
};

const whoAnswers = async (host: RemoteHost | undefined, signal: AbortSignal): Promise<LinuxIdentity | undefined> => {
  const linux = host && (await linuxBehind(host, answersWithin, signal));
  return linux instanceof HilError ? undefined : linux;
};
