import type { Command } from 'just-bash';
import { command, failure, output } from './command.ts';
import type { Session } from './session.ts';

// A variable of the shell has the scope that the mask of a process has: a subshell's own ends with it.
const variable = '__umask';

/** Shows and sets the mask; its symbolic form is none that is modelled. */
export const umask = ({ linux }: Session): Command =>
  command('umask', ([mask, ...others], { env }) => {
    if (mask === undefined) return output(`${env.get(variable) ?? '0022'}\n`);
    if (others.length > 0 || !/^0?[0-7]{1,3}$/.test(mask)) {
      linux.limits.command('linux', `umask ${mask}`);
      return failure(`umask: ${mask}: not modelled on this board\n`, 2);
    }
    env.set(variable, mask.padStart(4, '0'));
    return output();
  });

/** Mode of a file that a shell with these variables makes. */
export const modeOfNewFile = (variables: ReadonlyMap<string, string>): number =>
  0o666 & ~Number.parseInt(variables.get(variable) ?? '022', 8);
