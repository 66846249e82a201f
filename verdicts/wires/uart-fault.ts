import type { ConsoleName } from '../../src/core/console.ts';
import type { Span } from '../strikes.ts';

/** What goes wrong on a UART, on its way from the board by default. */
export type UartFault = Span & { readonly toBoard?: true } & (
    | { readonly drops: number }
    /** One bit of a byte, with this chance for each byte. */
    | { readonly flips: number }
    /** Another baud rate: every byte is some other. */
    | { readonly rubbish: true }
    | { readonly silent: true }
    /** Lines that match come twice. */
    | { readonly doubles: RegExp }
    /** Lines that match are another; `$1` as in String.replace, or what a function makes of the match. */
    | {
        readonly rewrites: RegExp;
        readonly as: string | ((match: string) => string);
        /** How such lines begin; all others, the echo of what is typed among them, are not held back until they end. */
        readonly begins?: string;
      }
    /** Text is another, wherever it was cut; the function is made anew for each connection and may remember. */
    | { readonly changes: () => (text: string) => string }
    /** Behind a line that matches something on the board asks this, each time, and takes what is typed up to Enter. */
    | { readonly asks: string; readonly behind: RegExp }
    /** Flow control: nothing that the other side writes is taken any more. */
    | { readonly stops: true }
    /** Text that the board never sent, when the fault begins. */
    | { readonly injects: string }
    /** Somebody else types this to the board, when the fault begins. */
    | { readonly types: string }
    /** What was sent to the board comes back. */
    | { readonly echoes: true }
    | { readonly delaysMs: number }
    /** What comes while the fault is there arrives when it ends, all at once. */
    | { readonly holds: true }
    /** Connections are reset when the fault begins; others are accepted. */
    | { readonly resets: true }
    /** Each new connection is given the last bytes of before again, as by a console server with a backlog. */
    | { readonly replays: number }
    /** The terminal server ends each connection once it has said what it injects. */
    | { readonly hangsUp: true }
    /** The terminal server closes the connection and accepts no other. */
    | { readonly closes: true }
    /** The wire is plugged into another UART, of this board or of the one next to it; where it begins later, connections made from then on. */
    | { readonly leadsTo: ConsoleName; readonly ofNeighbour?: true }
  );
