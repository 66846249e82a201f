import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandWord, runHush } from './hush.ts';
import { HushSyntaxError, IncompleteInput, parseHush } from './hush-syntax.ts';

const run = async (script: string, variables: Record<string, string> = {}): Promise<{ commands: string[][]; status: number }> => {
  const commands: string[][] = [];
  const known = new Map(Object.entries(variables));
  const status = await runHush(script, {
    variable: (name) => known.get(name),
    setLocal: (name, value) => known.set(name, value),
    print: (text) => commands.push([text]),
    interrupted: () => commands.length > 1000,
    command: async (words) => {
      commands.push([...words]);
      return words[0] === 'false' ? 1 : 0;
    },
  });
  return { commands, status };
};

test.each([
  ['a && b || c', [['a'], ['b']]],
  ['false && b || c', [['false'], ['c']]],
  ['false; b', [['false'], ['b']]],
  ['if false; then a; elif b; then c; else d; fi; e', [['false'], ['b'], ['c'], ['e']]],
  [
    `for x in 1 "2 3"; do say \${x}; done`,
    [
      ['say', '1'],
      ['say', '2', '3'],
    ],
  ],
  ['x=5; say "$x" \'$x\' \\$x', [['say', '5', '$x', '$x']]],
  [`say \${two} "\${two}" \${none} end`, [['say', 'a', 'b', 'a b', 'end']]],
  ['a # the rest', [['a']]],
  ['a;\n\n b ;', [['a'], ['b']]],
  ['false\nsay $?', [['false'], ['say', '1']]],
])('%s', async (script, commands) => {
  expect((await run(script, { two: 'a b' })).commands).toEqual(commands);
});

describe('a line that is not finished', () => {
  test.each(["echo 'open", 'echo "open', 'if a; then b', 'a &&', 'for x in 1; do b', 'while a'])('%s', (script) => {
    expect(() => parseHush(script)).toThrow(IncompleteInput);
  });
});

test.each(['then a', 'fi', '&& a', 'a & b', 'a | b'])('%s is a syntax error', (script) => {
  expect(() => parseHush(script)).toThrow(HushSyntaxError);
});

test('whatever is typed, it runs, waits for more or is refused, and a quoted word stays one word', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 60, unit: 'binary-ascii' }), async (text) => {
      try {
        parseHush(text);
      } catch (error) {
        expect(error instanceof IncompleteInput || error instanceof HushSyntaxError).toBe(true);
        return;
      }
      if (!/while|until/.test(text)) await run(text);
    }),
  );
  fc.assert(
    fc.property(
      fc.string({ maxLength: 40, unit: 'binary-ascii' }).filter((text) => !/['\x00]/.test(text)),
      (text) => {
        expect(expandWord(`'${text}'`, () => 'never')).toEqual([text]);
      },
    ),
  );
});
