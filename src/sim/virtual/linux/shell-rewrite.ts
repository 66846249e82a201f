import {
  type CommandNode,
  type PipelineNode,
  parse,
  type ScriptNode,
  type SimpleCommandNode,
  type StatementNode,
  serialize,
  type WordNode,
} from 'just-bash';
import { type Pour, pourOf } from './pour.ts';
import { literalOf } from './word-text.ts';

type Redirection = SimpleCommandNode['redirections'][number];

/** Names of the commands that stand in for what the shell library cannot do itself. */
export const helper = { write: '__write', background: '__background', silent: '__silent', wait: '__wait', pour: '__pour' } as const;

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
  return statementOf(simple(isSilent(statement) ? helper.silent : helper.background, quoted(serialize(script))));
};

/** One command that holds nothing of its session open, since it prints into nothing. What goes into a file is there at the command's end alone. */
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
    if (operator.includes('>')) for (const one of set) silent.set(one, isDescriptor ? silent.get(Number(to))! : to === '/dev/null');
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
  const inner = rewriteInside(command);
  if (closesInput(inner)) return simple(':');
  if (!('redirections' in inner) || isNamed(inner, 'exec')) return inner;
  const target = inner.redirections.findLast(isOutputToFile);
  if (!target) return isNamed(inner, 'wait') ? simple(helper.wait) : inner;
  return throughWriter(inner as CommandNode & { redirections: Redirection[] }, target);
};

// Every list of statements below a command, wherever the syntax tree keeps it: bodies, clauses, branches.
const rewriteInside = (command: CommandNode): CommandNode => rewriteValue({ ...command }) as CommandNode;

const rewriteValue = (value: unknown): unknown => {
  if (Array.isArray(value))
    return value.map((item) => (isStatement(item) ? rewriteStatement(item) : isWord(item) ? item : rewriteValue(item)));
  if (typeof value !== 'object' || value === null || isWord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, typeof inner === 'object' ? rewriteValue(inner) : inner]));
};

const isStatement = (value: unknown): value is StatementNode =>
  typeof value === 'object' && value !== null && (value as StatementNode).type === 'Statement';
const isWord = (value: unknown): boolean => typeof value === 'object' && value !== null && (value as WordNode).type === 'Word';
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

/** `( set -o pipefail; command | __write name file )`: the command's own failure counts, and so does that of the write. */
const throughWriter = (command: CommandNode & { redirections: Redirection[] }, target: Redirection): CommandNode => {
  const both = target.operator.startsWith('&');
  const append = target.operator.endsWith('>>');
  const others = command.redirections.filter((redirection) => redirection !== target);
  const redirections = both ? [...others, { type: 'Redirection', fd: 2, operator: '>&', target: word('1') } as Redirection] : others;
  const name = command.type === 'SimpleCommand' ? (literalOf(command.name) ?? 'sh') : 'sh';
  const writer = simple(helper.write, word(append ? 'append' : 'replace'), quoted(name), target.target as WordNode);
  const producer = {
    ...command,
    redirections,
    ...(command.type === 'SimpleCommand' && !command.name ? { name: word(':') } : {}),
  } as CommandNode;
  const wrapper = structuredClone(template) as ScriptNode;
  const subshell = wrapper.statements[0]!.pipelines[0]!.commands[0] as Extract<CommandNode, { type: 'Subshell' }>;
  subshell.body[1]!.pipelines[0]!.commands = [producer, writer];
  return subshell;
};

const template = parse('( set -o pipefail; : | : )');

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
