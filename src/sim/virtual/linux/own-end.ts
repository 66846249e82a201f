import { constants } from 'node:os';
import type { CommandNode, ScriptNode, SimpleCommandNode, StatementNode, WordNode } from 'just-bash';
import { signalNumber } from './jobs.ts';
import { textOf } from './script-text.ts';
import { literalOf } from './word-text.ts';

// What ends a shell that takes no care of it (signal(7)); bash takes care of SIGQUIT.
const ending: ReadonlySet<number> = new Set(
  (
    [
      'SIGHUP',
      'SIGINT',
      'SIGILL',
      'SIGABRT',
      'SIGBUS',
      'SIGFPE',
      'SIGKILL',
      'SIGUSR1',
      'SIGSEGV',
      'SIGUSR2',
      'SIGPIPE',
      'SIGALRM',
      'SIGTERM',
    ] as const
  ).map((name) => constants.signals[name]),
);

/**
 * The same script, where `kill $$` ends its shell there and then, with 128 and the number of the signal, as whoever started it is told. One in a subshell or a
 * part of a pipeline, which strikes the shell around it, and one that a trap may catch, stay limits of the model.
 */
export const withOwnEnd = (script: ScriptNode): ScriptNode =>
  /\btrap\b/.test(textOf(script)) ? script : { ...script, statements: script.statements.map(statementWithEnd) };

const statementWithEnd = (statement: StatementNode): StatementNode =>
  statement.background
    ? statement
    : {
        ...statement,
        pipelines: statement.pipelines.map((pipeline) =>
          pipeline.commands.length > 1
            ? pipeline
            : { ...pipeline, commands: pipeline.commands.map((command) => withEnd(command) as CommandNode) },
        ),
      };

const isNode = (value: unknown, ...types: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && types.includes((value as { readonly type?: string }).type ?? '');

/** Whatever holds commands that this very shell runs. */
const withEnd = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withEnd);
  if (typeof value !== 'object' || value === null || isNode(value, 'Subshell', 'Word', 'Redirection', 'Assignment')) return value;
  if (isNode(value, 'Statement')) return statementWithEnd(value as StatementNode);
  if (isNode(value, 'SimpleCommand')) return ended(value as SimpleCommandNode);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withEnd(inner)]));
};

const ended = (command: SimpleCommandNode): SimpleCommandNode => {
  const signal = literalOf(command.name) === 'kill' && command.args.some(isOwnPid) ? signalIn(command.args) : undefined;
  if (signal === undefined || !ending.has(signal)) return command;
  return { ...command, name: word('exit'), args: [word(String(128 + signal))] };
};

const isOwnPid = ({ parts: [part, ...more] }: WordNode): boolean => {
  if (!part || more.length > 0) return false;
  if (part.type === 'DoubleQuoted') return isOwnPid({ type: 'Word', parts: part.parts });
  return part.type === 'ParameterExpansion' && part.parameter === '$' && !part.operation;
};

/** `-9`, `-KILL`, `-s KILL` or `-n 9`; SIGTERM where none is named. */
const signalIn = (args: readonly WordNode[]): number | undefined => {
  const words = args.map((arg) => literalOf(arg) ?? '');
  const named = /^-[sn]$/.test(words[0] ?? '') ? words[1] : words.find((each) => /^-\w/.test(each))?.slice(1);
  return named === undefined ? constants.signals.SIGTERM : signalNumber(named);
};

const word = (value: string): WordNode => ({ type: 'Word', parts: [{ type: 'Literal', value }] });
