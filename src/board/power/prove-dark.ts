import type { Console, ConsoleName } from '../../core/console.ts';
import type { Clock } from '../../core/time.ts';
import { requireDark } from './dark.ts';
import { proveOff } from './proof.ts';

export interface HeardConsoles {
  readonly all: readonly Console[];
  readonly consoles: { readonly [name in Extract<ConsoleName, 'a53'>]: Console };
}

/** A relay that lies says off; a board that still has power may speak, and answers when it is asked. Throws PowerError. */
export const proveDark = async ({ all, consoles }: HeardConsoles, clock: Clock): Promise<void> => {
  await proveOff(all, { clock, silentFor: '500ms', within: '5s' });
  await requireDark(consoles.a53, { clock, within: '5s' });
};
