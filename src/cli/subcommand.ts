import type { Command } from '@commander-js/extra-typings';

/** Gives a command its arguments, its options and its action, which tells `exit` the exit code. */
export type Declare = (command: Command, exit: (code: number) => void) => unknown;

/** What the file of a subcommand exports; it is loaded when its command is called, or asked for its help. */
export interface Subcommand {
  readonly declare: Declare;
}

export const configOption = ['--config <file>', 'the lab file', 'lab.config.ts'] as const;
