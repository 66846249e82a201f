import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guardCommands, isReadByCi, withoutCommands, writeCommand } from './ci-commands.ts';

const commands = [
  '::error::x',
  '  ::set-env name=a::b',
  '\x1b[31m::warning::x',
  'a ##vso[task.complete]b',
  '##[group]x',
  '##teamcity[x]',
  'section_start:1:x',
];

/** What the runners take: GitHub's at the start of a line and `##[` anywhere, Azure's and TeamCity's, GitLab's. */
const taken = (text: string): string[] =>
  text.split(/\r\n|\n|\r/).filter((line) => /^(?:\s|\x1b\[[0-9;]*m)*::|##[\w.-]*\[|section_(?:start|end):/.test(line));

const guarded = (): { readonly stream: NodeJS.WriteStream; readonly text: () => string } => {
  let text = '';
  const write = (chunk: string): boolean => {
    text += chunk;
    return true;
  };
  const stream = { write } as unknown as NodeJS.WriteStream;
  guardCommands(stream);
  return { stream, text: () => text };
};

test.each(commands)('%j is a command, and none any more', (line) => {
  expect(taken(line)).toHaveLength(1);
  expect(taken(withoutCommands(line))).toEqual([]);
});

test.each(['## Failures', 'std::vector', 'C++: a::b', 'fe80::1 is up', '#1 [x]', '| a | b |'])('%j stays as it is', (line) => {
  expect(withoutCommands(line)).toBe(line);
});

test('however a stream is cut into pieces, no line of it is a command, and nothing else is lost', () => {
  const words = fc.constantFrom(...commands, ':', ':', '#', '#', 'vso[', '[x]', ' ', '\n', '\r', '\r\n', 'error', 'section_start', ':1');
  fc.assert(
    fc.property(fc.array(words, { maxLength: 40 }), fc.array(fc.nat(60), { maxLength: 10 }), (parts, cuts) => {
      const whole = `${parts.join('')}\n`;
      const { stream, text } = guarded();
      const places = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
      for (const [index, end] of places.slice(1).entries()) stream.write(whole.slice(places[index], end));
      expect(taken(text())).toEqual([]);
      expect(text().replaceAll(' ', '')).toBe(whole.replaceAll(' ', ''));
    }),
  );
});

test('a character that two pieces share is whole', () => {
  const { stream, text } = guarded();
  const bytes = Buffer.from('größe\n');
  stream.write(bytes.subarray(0, 3));
  stream.write(bytes.subarray(3));
  expect(text()).toBe('größe\n');
});

test('a command of ours goes past the guard, on a line of its own', () => {
  const { stream, text } = guarded();
  stream.write('half a line');
  writeCommand('::error::ours', stream);
  stream.write('::error::theirs\n');
  expect(text()).toContain('::error::ours\n');
  expect(taken(text())).toEqual(['::error::ours']);
});

test.each([
  [{ GITHUB_ACTIONS: 'true' }, true],
  [{ TF_BUILD: 'True' }, true],
  [{ CI: 'false' }, false],
  [{}, false],
])('%j is read by a CI: %s', (env, is) => {
  expect(isReadByCi(env)).toBe(is);
});
