import { BootError, ConnectionLostError, ExpectTimeoutError, HilError, type HilErrorOptions, PortError } from '../../core/errors.ts';
import type { WireEcho } from '../../drivers/shell/wire-echo.ts';
import { type LineSample, printableText } from '../../knowledge/wire/line-sample.ts';
import type { ChangedEcho } from './changed-echo.ts';
import type { TypedKeys } from './typed-keys.ts';

/** What came of the lines that Linux itself wrote to a terminal. */
export interface CountedMarks {
  readonly tty: string;
  readonly written: number;
  readonly heard: number;
}

export const marksText = ({ tty, written, heard }: CountedMarks): string =>
  heard === 0
    ? `none of ${written} lines that Linux wrote to ${tty}, as asked over SSH, came on the a53 console`
    : `${heard} of ${written} lines that Linux wrote to ${tty}, as asked over SSH, came on the a53 console as they were written`;

export const elsewhere = (cause: Error): PortError =>
  new PortError(
    `${cause.message}; but an sshd listens on this board: something else refuses`,
    about(cause, 'look on the console which address the board has by now (ip address), and give it a fixed one'),
  );

export const unheard = (cause: Error): PortError =>
  new PortError(
    `${cause.message}; but the console says nothing at all, not even to Enter, while Linux answers over SSH`,
    about(
      cause,
      'check the cable and the terminal server of the a53 console; a scenario that stops the getty of the board cannot wait for text there either',
    ),
  );

export const spoilt = (cause: Error, { text }: WireEcho): PortError => bad(cause, text);

export const spoiltMarks = (cause: Error, marks: CountedMarks): PortError => bad(cause, `no more than ${marksText(marks)}`);

export const unheardMarks = (cause: Error, marks: CountedMarks): PortError =>
  new PortError(
    `${cause.message}; but ${marksText(marks)}: the wire from the board is bad, and may have hidden what was said`,
    about(
      cause,
      'check ground, plugs and RX wire of the a53 console, the baud rate and parity of its adapter, and its terminal server: what such a wire says of the product is worth nothing',
    ),
  );

/** Of a boot loader, which says nothing but text. */
export const rubbish = (cause: Error, shown: LineSample): PortError =>
  bad(cause, `U-Boot answers Ctrl-C with what is no text: ${printableText(shown)}`);

/** Of somebody who brings back each letter as the same other sign. */
export const changed = (cause: Error, console: string, { typed, came }: ChangedEcho): PortError =>
  bad(cause, `what is typed on console ${console} comes back as something else: ${quoted(typed)} as ${quoted(came)}`);

const shownLength = 12;

const quoted = (text: string): string => JSON.stringify(text.slice(0, shownLength));

/** The console does not show the next boot either, or nobody can bring one about. */
export const lost = (cause: Error, missed: HilError): PortError =>
  new PortError(`${cause.message}; but nothing can be read on the a53 console at the next boot either: ${missed.message}`, {
    cause,
    evidence: [...(cause instanceof HilError ? cause.evidence : []), ...missed.evidence],
    remedy: `nobody knows what was said meanwhile: check cable and terminal server of the a53 console first${missed.remedy ? `, then: ${missed.remedy}` : ''}`,
  });

/** What is typed does not arrive, while what the board says does. */
export const deaf = (cause: Error, tty: string, { typed, received, errors }: TypedKeys): PortError =>
  new PortError(
    `${cause.message}; but what is typed on the a53 console does not reach the board unharmed: its UART ${tty} counted ${received} of ${typed} bytes, with ${errors} errors`,
    about(
      cause,
      'check the TX wire of the a53 console, the flow control and the baud rate of its adapter, and whether its terminal server lets this host write',
    ),
  );

/** The product keeps the blame, and whoever reads that knows that nothing speaks for the wire. */
export const unproven = (error: Error, why: string): Error => {
  const Kind = [ExpectTimeoutError, BootError, ConnectionLostError].find((kind) => error.constructor === kind);
  if (!Kind || !(error instanceof HilError)) return error;
  return new Kind(`${error.message}; nothing proves that the wire of the a53 console is good: ${why}`, {
    cause: error,
    evidence: error.evidence,
    ...(error.remedy ? { remedy: error.remedy } : {}),
  });
};

const bad = (cause: Error, measured: string): PortError =>
  new PortError(
    `${cause.message}; but the wire is bad, and may have hidden what was said: ${measured}`,
    about(cause, 'check ground, plugs, length and baud rate of the serial cable: what such a wire says of the product is worth nothing'),
  );

const about = (cause: Error, remedy: string): HilErrorOptions => ({
  cause,
  evidence: cause instanceof HilError ? cause.evidence : [],
  remedy,
});
