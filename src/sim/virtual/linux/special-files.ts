import { type Command, type CommandNode, parse, type SimpleCommandNode, type WordNode } from 'just-bash';
import { command, output } from './command.ts';
import type { Session } from './session.ts';
import { helper } from './shell-helpers.ts';
import { literalOf } from './word-text.ts';

const asked = /^-[bcpS]$/;

/** `test -c FILE` and its like as `test -n "$(__device c FILE)"`: the shell library knows a few names of devices, and no other special file. */
export const withSpecialFiles = (inner: CommandNode): CommandNode => {
  if (inner.type !== 'SimpleCommand' || !/^(?:test|\[)$/.test(literalOf(inner.name) ?? '')) return inner;
  const args = inner.args.flatMap((arg, index) => {
    if (asked.test(literalOf(inner.args[index - 1]) ?? '') && literalOf(arg) !== ']') return [lookup(inner.args[index - 1]!, arg)];
    return asked.test(literalOf(arg) ?? '') && inner.args[index + 1] && literalOf(inner.args[index + 1]) !== ']' ? [notEmpty] : [arg];
  });
  return { ...inner, args };
};

const argsOf = (text: string): WordNode[] => (parse(text).statements[0]!.pipelines[0]!.commands[0] as SimpleCommandNode).args;
const [notEmpty, template] = argsOf(`test -n "$(${helper.device} x x)"`) as [WordNode, WordNode];

const lookup = (kind: WordNode, file: WordNode): WordNode => {
  const made = structuredClone(template);
  const [quoted] = made.parts;
  const [inside] = quoted?.type === 'DoubleQuoted' ? quoted.parts : [];
  if (inside?.type === 'CommandSubstitution')
    (inside.body.statements[0]!.pipelines[0]!.commands[0] as SimpleCommandNode).args = [kind, file];
  return made;
};

/** Says something where the file is of that kind. */
export const specialFiles = ({ fs }: Session): Command =>
  command(helper.device, async ([kind, file = ''], { cwd }) => {
    const inode = await fs.exists(fs.resolvePath(cwd, file)).then((is) => (is ? fs.tree.get(fs.resolvePath(cwd, file)) : undefined));
    return output(file !== '' && inode?.kind === 'node' && `-${inode.device}` === kind ? 'is\n' : '');
  });
