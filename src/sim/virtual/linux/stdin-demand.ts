import { type CommandNode, parse, type ScriptNode, type StatementNode, type WordNode } from 'just-bash';
import { literalOf } from './word-text.ts';

/** How much of its standard input a script wants before it begins: the shell library takes the input as a whole. */
export type StdinDemand = 'nothing' | 'everything';

// Programs that read standard input when they are given no file.
const filters = new Set([
  'cat',
  'head',
  'tail',
  'wc',
  'sha256sum',
  'sha1sum',
  'md5sum',
  'base64',
  'od',
  'hexdump',
  'xxd',
  'grep',
  'sed',
  'awk',
  'sort',
  'tr',
  'cut',
  'gzip',
  'gunzip',
  'zcat',
]);
const always = new Set(['tee', 'xargs', 'read', 'dd']);

export const stdinDemand = (script: string): StdinDemand => {
  try {
    return scriptWants(parse(script)) ? 'everything' : 'nothing';
  } catch {
    return 'nothing';
  }
};

const scriptWants = (script: ScriptNode): boolean => script.statements.some(statementWants);

const statementWants = (statement: StatementNode): boolean => statement.pipelines.some(({ commands }) => commandWants(commands[0]!));

const commandWants = (command: CommandNode): boolean => {
  if ('redirections' in command && command.redirections.some(({ operator }) => operator.startsWith('<'))) return false;
  if (command.type !== 'SimpleCommand') return bodiesOf(command).some(statementWants);
  return wordsWant([command.name, ...command.args].filter((node): node is WordNode => node !== null).map((node) => literalOf(node) ?? '$'));
};

const bodiesOf = (command: CommandNode): StatementNode[] => {
  if (command.type === 'If') return command.clauses.flatMap(({ condition, body }) => [...condition, ...body]);
  if (command.type === 'While' || command.type === 'Until') return [...command.condition, ...command.body];
  return 'body' in command && Array.isArray(command.body) ? (command.body as StatementNode[]) : [];
};

/** True when this command, as it stands alone, reads its standard input. */
export const wordsWant = ([name = '', ...args]: readonly string[]): boolean => {
  if (name === 'sudo') return wordsWant(afterSudoOptions(args));
  if (name === 'timeout') return wordsWant(args.filter((arg) => !arg.startsWith('-')).slice(1));
  if (name === 'sh' || name === 'bash') return shellWants(args);
  if (always.has(name)) return name !== 'dd' || !args.some((arg) => arg.startsWith('if='));
  if (!filters.has(name)) return false;
  const files = operands(name, args);
  return files.length === 0 || files.includes('-');
};

const shellWants = (args: readonly string[]): boolean => {
  const at = args.findIndex((arg) => /^-\w*c$/.test(arg));
  if (at >= 0) return stdinDemand(args[at + 1] ?? '') === 'everything';
  return args.every((arg) => arg.startsWith('-'));
};

const operands = (name: string, args: readonly string[]): readonly string[] => {
  const plain = args.filter((arg, index) => !arg.startsWith('-') && !/^-[cnbs]$/.test(args[index - 1] ?? ''));
  const hasScript = ['grep', 'sed', 'awk', 'tr', 'cut'].includes(name);
  return name === 'tr' || name === 'cut' ? [] : hasScript ? plain.slice(1) : plain;
};

/** The command behind sudo's own options. */
export const afterSudoOptions = (args: readonly string[]): readonly string[] => {
  let at = 0;
  while (at < args.length && args[at]!.startsWith('-')) {
    const option = args[at++]!;
    if (option === '--') break;
    if (/^-\w*[pugC]$/.test(option)) at++;
  }
  return args.slice(at);
};
