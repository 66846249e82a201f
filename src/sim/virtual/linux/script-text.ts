import { type ScriptNode, type StatementNode, serialize } from 'just-bash';

/** The text of a script. A subshell that begins with another one is written with a group between: two parentheses in a row would be arithmetic. */
export const textOf = (script: ScriptNode): string => serialize(apart(script) as ScriptNode);

const apart = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(apart);
  if (typeof value !== 'object' || value === null) return value;
  const node = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, apart(inner)]));
  const first = node.type === 'Subshell' ? (node.body as StatementNode[])[0] : undefined;
  if (first?.pipelines[0]?.commands[0]?.type !== 'Subshell') return node;
  const group = { type: 'Group', body: node.body, redirections: [] };
  const statement = {
    type: 'Statement',
    pipelines: [{ type: 'Pipeline', commands: [group], negated: false }],
    operators: [],
    background: false,
  };
  return { ...node, body: [statement] };
};
