import {
  type CommandNode,
  type PipelineNode,
  parse,
  type ScriptNode,
  type SimpleCommandNode,
  type StatementNode,
  type WordNode,
} from 'just-bash';
import { type Pour, pourOf } from './pour.ts';
import { textOf } from './script-text.ts';
import { helper, lastJob } from './shell-helpers.ts';
import { withSpecialFiles } from './special-files.ts';
import { literalOf } from './word-text.ts';

type Redirection = SimpleCommandNode['redirections'][number];

/**
 * The same script with redirections into files as commands of their own, because a driver's refusal must become the shell's `write error`,
 * and with `command &` as a job that really runs beside the rest.
 */
export const rewriteScript = (script: ScriptNode): ScriptNode => ({ ...script, statements: script.statements.map(rewriteStatement) });

const rewriteStatement = (statement: StatementNode): StatementNode => {
  if (statement.background) return job(statement);
  return { ...statement, pipelines: statement.pipelines.map(rewritePipeline) };
};

const job = (statement: StatementNode): StatementNode => {
  const script: ScriptNode = { type: 'Script', statements: [{ ...statement, background: false }] };
  return statementOf(simple(isSilent(statement) ? helper.silent : helper.background, quoted(textOf(script))));
};

/** One command that holds nothing of its session open, since it prints into nothing, or into a file. */
const isSilent = ({ pipelines: [pipeline, ...more] }: StatementNode): boolean => {
  const [command, ...others] = pipeline?.commands ?? [];
  if (more.length + others.length > 0 || !command || !('redirections' in command)) return false;
  const silent = new Map([
    [1, false],
    [2, false],
  ]);
  for (const { operator, fd, target } of command.redirections) {
    const to = target.type === 'Word' ? literalOf(target) : undefined;
    const isDescriptor = operator === '>&' && /^[12]$/.test(to ?? '');
    const set = operator.startsWith('&>') || (operator === '>&' && !isDescriptor) ? [1, 2] : [fd ?? 1];
    if (operator.includes('>'))
      for (const one of set) silent.set(one, isDescriptor ? silent.get(Number(to))! : !/^\/dev\/std(?:out|err)$/.test(to ?? ''));
  }
  return silent.get(1)! && silent.get(2)!;
};

const rewritePipeline = (pipeline: PipelineNode): PipelineNode => {
  const found = pourOf(pipeline.commands);
  if (found) return { ...pipeline, commands: [poured(found)] };
  return { ...pipeline, commands: pipeline.commands.map(rewriteCommand) };
};

const poured = ({ before, source, redirections, sink }: Pour): SimpleCommandNode => {
  const [name, ...args] = [...before, word(helper.pour), word(String(source.length)), ...source, ...sink];
  return { ...simple('', ...args), name: name!, redirections: [...redirections] };
};

const rewriteCommand = (command: CommandNode): CommandNode => {
  const inner = withSpecialFiles(rewriteInside(command));
  if (closesInput(inner)) return simple(':');
  if (!('redirections' in inner) || isNamed(inner, 'exec')) return inner;
  const target = inner.redirections.findLast(isOutputToFile);
  if (!target) return isNamed(inner, 'wait') ? { ...(inner as SimpleCommandNode), name: word(helper.wait) } : inner;
  return throughWriter(inner as CommandNode & { redirections: Redirection[] }, target);
};

// Every list of statements below a command, wherever the syntax tree keeps it: bodies, clauses, branches.
const rewriteInside = (command: CommandNode): CommandNode => {
  const inner = rewriteValue({ ...command }) as CommandNode;
  const loops = inner.type === 'While' || inner.type === 'Until';
  return loops ? { ...inner, body: [statementOf(simple(helper.turn)), ...inner.body] } : inner;
};

const rewriteValue = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((item) => (isStatement(item) ? rewriteStatement(item) : rewriteValue(item)));
  if (typeof value !== 'object' || value === null) return value;
  if ('parameter' in value && value.parameter === '!') return { ...value, parameter: lastJob };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, typeof inner === 'object' ? rewriteValue(inner) : inner]));
};

const isStatement = (value: unknown): value is StatementNode =>
  typeof value === 'object' && value !== null && (value as StatementNode).type === 'Statement';
const isNamed = (command: CommandNode, name: string): boolean => command.type === 'SimpleCommand' && literalOf(command.name) === name;

// The shell library would take the closed input for that of every later pipe; what is left of a session's input is at its end anyway.
const closesInput = (command: CommandNode): boolean =>
  isNamed(command, 'exec') &&
  'args' in command &&
  command.args.length === 0 &&
  command.redirections.length > 0 &&
  command.redirections.every(({ operator, target }) => operator === '<' && target.type === 'Word' && literalOf(target) === '/dev/null');

const isOutputToFile = ({ operator, fd, target }: Redirection): boolean =>
  (operator === '>' || operator === '>>' || operator === '>|' || operator === '&>' || operator === '&>>') &&
  (fd === null || fd === 1) &&
  target.type === 'Word' &&
  !/^\/dev\/(null|stdout|stderr)$/.test(literalOf(target) ?? '');

/**
 * `( set -o pipefail; command | __write name file )`: the command's own failure counts, and so does that of the write. What may be looked at before its
 * end goes there as it comes: `( __sink name file || exit; … )`.
 */
const throughWriter = (command: CommandNode & { redirections: Redirection[] }, target: Redirection): CommandNode => {
  const both = target.operator.startsWith('&');
  const others = command.redirections.filter((redirection) => redirection !== target);
  const redirections = both ? [...others, { type: 'Redirection', fd: 2, operator: '>&', target: word('1') } as Redirection] : others;
  const name = command.type === 'SimpleCommand' ? (literalOf(command.name) ?? 'sh') : 'sh';
  const isWhole = command.type === 'SimpleCommand';
  const sinks = (!isWhole || /^(?:cat|dmesg|timeout|dd)$/.test(name)) && isPlain(target.target as WordNode);
  // `set -C` speaks of `>` alone.
  const mode = target.operator.endsWith('>>') ? word('append') : target.operator === '>|' ? word('replace') : replaceUnlessSet;
  const to = (how: WordNode, by: string): SimpleCommandNode => simple(by, how, quoted(name), target.target as WordNode);
  const producer = {
    ...command,
    redirections,
    ...(command.type === 'SimpleCommand' && !command.name ? { name: word(':') } : {}),
  } as CommandNode;
  const wrapper = structuredClone(sinks ? sinkTemplate : template) as ScriptNode;
  const subshell = wrapper.statements[0]!.pipelines[0]!.commands[0] as Extract<CommandNode, { type: 'Subshell' }>;
  if (sinks)
    subshell.body[0]!.pipelines[0]!.commands = [{ ...to(mode, helper.sink), args: [...to(mode, helper.sink).args, word(String(isWhole))] }];
  subshell.body.at(-1)!.pipelines[0]!.commands = [producer, to(sinks ? word('rest') : mode, helper.write)];
  return subshell;
};

const replaceUnlessSet = (parse(': "replace $-"').statements[0]!.pipelines[0]!.commands[0] as SimpleCommandNode).args[0]!;
const template = parse('( set -o pipefail; : | : )');
const sinkTemplate = parse('( : || exit; set -o pipefail; : | : )');

// A word that may be read twice.
const isPlain = ({ parts }: WordNode): boolean => !JSON.stringify(parts).includes('"CommandSubstitution"');

const simple = (name: string, ...args: WordNode[]): SimpleCommandNode => ({
  type: 'SimpleCommand',
  assignments: [],
  name: word(name),
  args,
  redirections: [],
});
const word = (value: string): WordNode => ({ type: 'Word', parts: [{ type: 'Literal', value }] });
const quoted = (value: string): WordNode => ({ type: 'Word', parts: [{ type: 'SingleQuoted', value }] });
const statementOf = (command: CommandNode): StatementNode => ({
  type: 'Statement',
  pipelines: [{ type: 'Pipeline', commands: [command], negated: false }],
  operators: [],
  background: false,
});

/** The functions that a script defines, each as its text. */
export const functionsOf = ({ statements }: ScriptNode): readonly string[] =>
  statements
    .filter(({ pipelines: [pipeline, ...more] }) => more.length === 0 && pipeline?.commands[0]?.type === 'FunctionDef')
    .map((statement) => textOf({ type: 'Script', statements: [statement] }));
