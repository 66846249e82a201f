import type { Console, ConsoleName, Mark } from '../../core/console.ts';
import { type HilError, PortError, PowerError } from '../../core/errors.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import { fittingRate } from '../../knowledge/wire/baud-rate.ts';
import { bytesText, hasParityBit, isRubbish, isSpoilt, type LineSample, printableText } from '../../knowledge/wire/line-sample.ts';

export interface Heard {
  readonly console: Console;
  /** Since the power came. */
  readonly since: Mark;
  readonly sample: LineSample;
  /** As the lab file sets it; undefined where a terminal server does. */
  readonly baudRate: number | undefined;
}

/** What Toradex's and upstream's boot loaders for this board speak. */
export const usualRate = 115_200;

/**
 * Why no boot loader spoke on the A53's console after the relay said on, by what came on either console instead. The same error where that tells
 * nothing.
 */
export const explainNoBanner = (
  cause: unknown,
  { a53, m7 }: { readonly [name in ConsoleName]?: Heard | undefined },
  { consoles }: Pick<BoardProfile, 'consoles'>,
): unknown => {
  if (!(cause instanceof PowerError) || !a53) return cause;
  if (m7 && bootLines(m7).length > 0) return swapped(m7, consoles);
  if (isRubbish(a53.sample)) return wrongRate(a53);
  if (m7 && a53.sample.bytes === 0 && isRubbish(m7.sample) && rateOf(m7) !== undefined) return swappedAndWrongRate(m7);
  if (isSpoilt(a53.sample)) return spoilt(cause, a53);
  if (a53.sample.bytes > 0) return cause;
  return m7 && m7.sample.bytes > 0 ? oneWireSilent(cause, m7, consoles) : silent(cause, m7 !== undefined);
};

const spoilt = (cause: PowerError, { console, sample }: Heard): PortError =>
  new PortError(`console ${console.name} carries text that is spoilt (${printableText(sample)}), and no banner can be read in it`, {
    cause,
    evidence: cause.evidence,
    remedy:
      'check the ground of the adapter, its level (1.8 or 3.3 V), its baud rate to a few percent, and the length of the cable, and whether a second program reads the port',
  });

/** PortError where what came on a console is no text. */
export const rubbishOn = (heard: Heard, leastBytes?: number): PortError | undefined =>
  isRubbish(heard.sample, leastBytes) ? wrongRate(heard) : undefined;

const bootLoader = /U-Boot (?:SPL )?\d{4}\.\d{2}|NOTICE:\s+BL31:|Hit any key to stop autoboot/;

/** Lines of a boot loader since the power came. */
export const bootLines = ({ console, since }: Pick<Heard, 'console' | 'since'>): string[] =>
  console
    .tail(200)
    .filter(({ start, text }) => start >= since && bootLoader.test(text))
    .map(({ text }) => text);

type Names = BoardProfile['consoles'];

const swapped = (m7: Heard, { a53, core }: Names): PortError =>
  new PortError('the boot loader speaks on console m7 and not on console a53: the two consoles are swapped', {
    evidence: bootLines(m7)
      .slice(0, 5)
      .map((text) => `m7: ${text}`),
    remedy: `swap \`a53\` and \`m7\` in the lab file: ${a53} is the A53 console, ${core} that of the remote core`,
  });

const swappedAndWrongRate = (m7: Heard): PortError =>
  new PortError('the boot loader speaks on console m7 at another baud rate, and console a53 is silent: the two consoles are swapped', {
    evidence: rateEvidence(m7),
    remedy: `swap \`a53\` and \`m7\` in the lab file, and ${rateRemedy(m7)}`,
  });

const wrongRate = (heard: Heard): PortError => {
  const { console, sample, baudRate } = heard;
  const parity = hasParityBit(sample);
  const set = baudRate === undefined ? '' : `, which is set to ${baudRate}`;
  return new PortError(
    parity
      ? `console ${console.name} carries text with a parity bit (${printableText(sample)}): one side is set to 7 bits with parity, not to 8N1`
      : `console ${console.name} carries no text (${printableText(sample)}): its baud rate is wrong${set}`,
    {
      evidence: parity ? [`${console.name}: ${bytesText(sample)} …`] : rateEvidence(heard),
      remedy: parity
        ? 'set the adapter or terminal server, and the board, to 8 bits, no parity, 1 stop bit'
        : `${rateRemedy(heard)}${rateOf(heard) ? '' : levels}`,
    },
  );
};

// No usual rate explains what came.
const levels = '; where the rate is right already, check its ground and its level (1.8 or 3.3 V of a UART, not RS-232, which is inverted)';

const rateOf = ({ sample, baudRate }: Heard) => fittingRate(sample, { readAt: baudRate, usual: usualRate });

const rateEvidence = (heard: Heard): string[] => {
  const rate = rateOf(heard);
  return [
    `${heard.console.name}: ${bytesText(heard.sample)} …`,
    ...(rate ? [`a boot loader that sends at ${rate.sentAt} baud looks like this to a receiver at ${rate.readAt}`] : []),
  ];
};

const rateRemedy = (heard: Heard): string => {
  const { baudRate, console } = heard;
  const sentAt = rateOf(heard)?.sentAt ?? (baudRate === usualRate ? undefined : usualRate);
  if (baudRate === undefined) return `set the terminal server of console ${console.name} to ${usualRate} baud, 8N1`;
  if (sentAt !== undefined) return `set baudRate: ${sentAt} for console ${console.name} in the lab file`;
  return `find out which rate the boot loader of this board was built with (CONFIG_BAUDRATE, ${usualRate} unless changed); else check ground and level (1.8 V or 3.3 V) of the adapter`;
};

const oneWireSilent = (cause: PowerError, m7: Heard, { a53 }: Names): HilError =>
  new PowerError(
    `${cause.message}, while console m7 speaks: the board has power, and the wire of console a53 is open or is that of another board`,
    {
      cause,
      evidence: [...cause.evidence, ...m7.console.tail(3).map(({ text }) => `m7: ${text}`)],
      remedy: `check the RX wire of console a53 (${a53}; port D of the debug USB of a Verdin Development Board) and that its adapter is that of this board`,
    },
  );

const silent = (cause: PowerError, hasM7: boolean): HilError =>
  new PowerError(cause.message, {
    cause,
    evidence: [...cause.evidence, hasM7 ? 'nor did a byte come on console m7' : 'there is no console m7 that could tell more'],
    remedy: `the relay's outlet is not that of this board, its contact does not close, the board is in recovery mode or held in reset (straps and buttons of the carrier board, or DTR or RTS of an adapter on its reset line), or nothing leads to console a53 (open RX wire, console of another board, swapped with another adapter), or the boot loader is silent (its variable silent, or CONFIG_SILENT_CONSOLE); ${backfeed}`,
  });

const backfeed =
  'where the board was on before, power may also be fed back through the UART: try a longer time off with the UART unplugged';
