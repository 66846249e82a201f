import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { ConfigError } from '../core/errors.ts';
import type { Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command.argument('<shell>', 'bash, zsh or fish').action(async (shell) => {
    process.stdout.write(completionScript(command.parent!, shell));
    exit(0);
  });

const shells = ['bash', 'zsh', 'fish'] as const;

/** A script for the shell that knows the commands and options of this version. Throws ConfigError for a shell that is none of these. */
export const completionScript = (program: CommandUnknownOpts, shell: string): string => {
  if (shell === 'fish') return fish(program);
  if (shell === 'bash') return bash(program);
  if (shell === 'zsh') return `autoload -U +X bashcompinit && bashcompinit\n${bash(program)}`;
  throw new ConfigError(`there is no completion for '${shell}'`, { remedy: `one of: ${shells.join(', ')}` });
};

const optionsOf = (command: CommandUnknownOpts): string[] =>
  command.options.flatMap(({ long, short }) => [long, short].filter((word) => word !== undefined));

// Words behind a command that are no options are files: runs, logs and images.
const bash = (program: CommandUnknownOpts): string =>
  [
    '_hil() {',
    '  local word="$' + '{COMP_WORDS[COMP_CWORD]}" words=""',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words="${program.commands.map((command) => command.name()).join(' ')}"`,
    '  else case "$' + '{COMP_WORDS[1]}" in',
    ...program.commands.map((command) => `    ${command.name()}) words="${optionsOf(command).join(' ')}" ;;`),
    '  esac; fi',
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '  [ "$COMP_CWORD" -gt 1 ] && [ "$' + '{word#-}" = "$word" ] && COMPREPLY+=($(compgen -f -- "$word"))',
    '  return 0',
    '}',
    'complete -o filenames -F _hil hil',
    '',
  ].join('\n');

const fish = (program: CommandUnknownOpts): string =>
  [
    ...program.commands.map(
      (command) => `complete -c hil -n __fish_use_subcommand -a ${command.name()} -d ${quoted(command.description())}`,
    ),
    ...program.commands.flatMap((command) =>
      command.options.flatMap(({ long, description }) =>
        long === undefined
          ? []
          : [`complete -c hil -n '__fish_seen_subcommand_from ${command.name()}' -l ${long.slice(2)} -d ${quoted(description)}`],
      ),
    ),
    '',
  ].join('\n');

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
