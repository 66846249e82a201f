import type { Console, Mark } from '../../core/console.ts';
import { HilError, PortError, PowerError } from '../../core/errors.ts';
import type { Sibling } from '../../core/health-check.ts';
import { bootLines } from '../boot/no-banner.ts';
import { linuxBehind } from './linux-behind.ts';
import type { HealthParts } from './step.ts';

type Marks = ReadonlyMap<Console, Mark>;

const consolesOf = ({ a53, m7 }: Sibling): readonly Console[] => (m7 ? [a53, m7] : [a53]);

/** Where the records of the other boards of the lab end. */
export const marksOf = (siblings: readonly Sibling[]): Marks =>
  new Map(siblings.flatMap(consolesOf).map((console) => [console, console.mark()]));

interface Speaker {
  readonly sibling: Sibling;
  /** Its console on which a boot loader spoke, which may be either: adapters that change places take no notice of who is an A53. */
  readonly console: Console;
  readonly lines: readonly string[];
}

const spokeSince = (siblings: readonly Sibling[], since: Marks): Speaker | undefined =>
  siblings
    .flatMap((sibling) =>
      consolesOf(sibling).map((console) => ({ sibling, console, lines: bootLines({ console, since: since.get(console)! }) })),
    )
    .find(({ lines }) => lines.length > 0);

/** The other board of the lab whose boot loader spoke, and what it said. */
export const whoSpoke = (
  siblings: readonly Sibling[],
  since: Marks,
): { readonly name: string; readonly evidence: readonly string[] } | undefined => {
  const other = spokeSince(siblings, since);
  return (
    other && {
      name: other.sibling.name,
      evidence: other.lines.slice(0, 3).map((text) => `${other.console.name} of ${other.sibling.name}: ${text}`),
    }
  );
};

/** PowerError where another board of the lab got power with this one. */
export const othersPowered = (siblings: readonly Sibling[], since: Marks): PowerError | undefined => {
  const other = spokeSince(siblings, since);
  if (!other) return undefined;
  const { sibling, console, lines } = other;
  return new PowerError(`the relay of this board also gave power to ${sibling.name}: both boot loaders spoke when it closed`, {
    evidence: lines.slice(0, 3).map((text) => `${console.name} of ${sibling.name}: ${text}`),
    remedy: `give each board an outlet of its own: both hang on this one, or both consoles are fed from one UART`,
  });
};

/**
 * Where no boot loader spoke on this board's console: one that spoke on another board's at that moment is either this board, with crossed consoles, or
 * the other one, on this relay. Its serial number over SSH tells which.
 */
export const whoseBoard = async (
  cause: PowerError,
  siblings: readonly Sibling[],
  since: Marks,
  parts: HealthParts,
  signal: AbortSignal,
): Promise<PowerError | PortError> => {
  const other = spokeSince(siblings, since);
  if (!other) return cause;
  const { sibling, console, lines } = other;
  const evidence = lines.slice(0, 3).map((text) => `${console.name} of ${sibling.name}: ${text}`);
  const serial = printedSerial(console, since.get(console)!, parts);
  const own = serial === undefined ? undefined : await serialOverSsh(parts, signal);
  if (own !== undefined) evidence.push(`ssh of this board: serial number ${own}`);
  if (serial !== undefined) evidence.push(`${console.name} of ${sibling.name}: U-Boot printed Serial#: ${serial}`);
  return own !== undefined && own === serial ? crossed(cause, other, evidence) : otherOutlet(cause, other, evidence, own !== undefined);
};

const crossed = (cause: PowerError, { console, sibling: { name } }: Speaker, evidence: readonly string[]): PortError =>
  new PortError(
    `the consoles of this board and ${name} are crossed: this board's boot loader speaks on console ${console.name} of ${name}`,
    {
      cause,
      evidence,
      remedy: `swap console a53 of this board and console ${console.name} of ${name} in the lab file, or their plugs, and look at the other consoles of the two, too`,
    },
  );

const otherOutlet = (
  cause: PowerError,
  { console, sibling: { name } }: Speaker,
  evidence: readonly string[],
  isSure: boolean,
): PowerError =>
  new PowerError(
    isSure
      ? `the relay of this board switches ${name}: its boot loader spoke when the relay closed, and this board is another one`
      : `the relay of this board gave power to whoever speaks on console ${console.name} of ${name}: it switches ${name}, since nothing of this board came`,
    {
      cause,
      evidence: [...evidence, ...cause.evidence],
      remedy: `swap the outlets of the two boards in the lab file, or count them again, since some PDUs begin from 0 and others from 1; if ${name} is right about its relay, their consoles are crossed instead`,
    },
  );

/** As its boot loader printed it by now. */
const printedSerial = (console: Console, since: Mark, { model: { profile } }: HealthParts): string | undefined =>
  console
    .tail(1000)
    .filter(({ start }) => start >= since)
    .map(({ text }) => profile.serialNumber.exec(text)?.[1])
    .find((serial) => serial !== undefined);

const serialOverSsh = async ({ host }: HealthParts, signal: AbortSignal): Promise<string | undefined> => {
  const linux = host && (await linuxBehind(host, '90s', signal));
  return linux instanceof HilError ? undefined : linux?.serial;
};
