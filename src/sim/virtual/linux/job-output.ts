import { type CommandNode, parse, type ScriptNode, type SimpleCommandNode, type StatementNode } from 'just-bash';
import { textOf } from './script-text.ts';
import { helper } from './shell-helpers.ts';
import { literalOf } from './word-text.ts';

// What changes the shell that runs it, and prints nothing; `eval` and `.` may do anything.
const builtins: ReadonlySet<string> = new Set(
  ': . break cd continue eval exec exit export false let local read readonly return set shift source test [ trap true umask unset wait sleep'.split(
    ' ',
  ),
);
const opaque: ReadonlySet<string> = new Set(['.', 'eval', 'source']);

/** A job whose output goes into a file is looked at before its end: each part of it writes at its own end. Unchanged where that would change what it does. */
export const asItComes = (text: string, functions: readonly string[]): string => {
  const script = parse(text);
  const [statement, ...rest] = script.statements;
  // A function may change the shell as well.
  if (!statement || rest.length > 0 || functions.some((one) => text.includes(/^\w+/.exec(one)?.[0] ?? ''))) return text;
  return textOf({ ...script, statements: [changed(statement)] });
};

const changed = (statement: StatementNode): StatementNode => {
  const [pipeline, ...more] = statement.pipelines;
  const [command, ...others] = pipeline?.commands ?? [];
  if (!command || more.length > 0 || others.length > 0 || command.type === 'SimpleCommand' || command.type === 'FunctionDef')
    return statement;
  if (!command.redirections.some(({ operator, fd }) => operator.includes('>') && (fd === null || fd === 1))) return statement;
  try {
    const both = command.redirections.some(
      ({ operator, fd, target }) =>
        operator.startsWith('&>') || (operator === '>&' && fd === 2 && target.type === 'Word' && literalOf(target) === '1'),
    );
    return { ...statement, pipelines: [{ ...pipeline!, commands: [new Parts(both).inside(command)] }] };
  } catch (error) {
    if (error instanceof Opaque) return statement;
    throw error;
  }
};

/** Of what cannot be said whether it changes the shell. */
class Opaque extends Error {}

class Parts {
  /** Whether standard error goes the same way. */
  readonly #both: boolean;
  constructor(both: boolean) {
    this.#both = both;
  }

  inside(command: CommandNode): CommandNode {
    if (command.type === 'If')
      return {
        ...command,
        clauses: command.clauses.map(({ condition, body }) => ({ condition, body: body.map((one) => this.#part(one)) })),
        elseBody: command.elseBody?.map((one) => this.#part(one)) ?? null,
      };
    if (command.type === 'Case')
      return { ...command, items: command.items.map((item) => ({ ...item, body: item.body.map((one) => this.#part(one)) })) };
    if (command.type === 'FunctionDef') throw new Opaque();
    return 'body' in command ? { ...command, body: command.body.map((one) => this.#part(one)) } : command;
  }

  #part(statement: StatementNode): StatementNode {
    if (statement.background) throw new Opaque();
    return {
      ...statement,
      pipelines: statement.pipelines.map((pipeline) => ({ ...pipeline, commands: this.#flushed(pipeline.commands) })),
    };
  }

  #flushed(commands: readonly CommandNode[]): CommandNode[] {
    const [command, ...others] = commands;
    if (others.length > 0) return [throughFlush(subshell([...commands]), this.#both)];
    if (command!.type !== 'SimpleCommand') return [this.inside(command!)];
    const name = command.name === null ? ':' : literalOf(command.name);
    if (name === undefined || opaque.has(name)) throw new Opaque();
    return builtins.has(name) || writesElsewhere(command) ? [command] : [throughFlush(command, this.#both)];
  }
}

const writesElsewhere = ({ redirections }: SimpleCommandNode): boolean =>
  redirections.some(({ operator, fd }) => operator.includes('>') && (fd === null || fd === 1));

const only = (script: ScriptNode): Extract<CommandNode, { type: 'Subshell' }> =>
  structuredClone(script).statements[0]!.pipelines[0]!.commands[0] as Extract<CommandNode, { type: 'Subshell' }>;

const plain = parse('( : )');
const piped = parse(`( set -o pipefail; : | ${helper.flush} )`);

const subshell = (commands: CommandNode[]): CommandNode => {
  const made = only(plain);
  made.body[0]!.pipelines[0]!.commands = commands;
  return made;
};

const throughFlush = (command: CommandNode, both: boolean): CommandNode => {
  const made = only(piped);
  const pipeline = made.body[1]!.pipelines[0]!;
  pipeline.commands = [command, pipeline.commands[1]!];
  pipeline.pipeStderr = [both];
  return made;
};
