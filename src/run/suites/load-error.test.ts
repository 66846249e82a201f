import { expect, test } from 'vitest';
import { hostTrouble, loadedTooLate, loadSentence, unhandledSentence } from './load-error.ts';

test('the line comes from the stack, and a stack that a suite has made something else of costs no sentence', () => {
  const stack = 'Error: no coffee\n    at /lab/suites/first.ts:7:9\n';
  expect(loadSentence({ message: 'no coffee', stack }, '/lab/suites/first.ts', '/lab')).toBe('suites/first.ts:7: no coffee');
  for (const other of [7, '', {}]) {
    const error = { message: 'no coffee', stack: other as string };
    expect(loadSentence(error, '/lab/suites/first.ts', '/lab')).toBe('suites/first.ts: no coffee');
  }
});

test('what the host lacks to load a suite is the lab’s, and what a suite says of something else is not', () => {
  for (const message of [
    'ENOSPC: no space left on device, write',
    "EROFS: read-only file system, mkdir '/x'",
    'EMFILE: too many open files',
    'EFBIG: file too large, write',
  ])
    expect(hostTrouble([new Error('no coffee'), { message }])).toMatchObject({
      fault: 'lab',
      message: expect.stringMatching(/^the suites cannot be loaded: .+ \(E[A-Z]+: .*\)$/),
      remedy: expect.stringContaining('TMPDIR'),
    });
  expect(hostTrouble([new Error('no coffee: ENOSPC'), undefined, 7, { message: 7 }])).toBeUndefined();
});

test('a suite that never ends to load is named', () => {
  const of = (name: string, mode: string) => ({ filepath: `/lab/suites/${name}.ts`, mode });
  const late = loadedTooLate([of('good', 'run'), of('endless', 'queued')], 60_000, '/lab');
  expect(late).toMatchObject({ message: 'suites/endless.ts did not load within 60 s', remedy: expect.stringContaining('await') });
  expect(loadedTooLate([], 60_000, '/lab').message).toBe('the suites did not load within 60 s');
});

test('a suite that is CommonJS is told what to write instead', () => {
  for (const [message, file] of [
    ["Cannot find module '/lab/node_modules/verdin-hil/dist/index.js'", 'first.cjs'],
    ['require is not defined in ES module scope', 'first.ts'],
  ] as const)
    expect(loadSentence({ message }, `/lab/suites/${file}`, '/lab')).toMatch(
      new RegExp(`^suites/${file}: suites are ES modules: .*import in place of require`),
    );
  expect(loadSentence({ message: 'coffee is not defined' }, '/lab/suites/first.ts', '/lab')).toBe('suites/first.ts: coffee is not defined');
});

test('what nobody caught while suites were loaded is told with its file and line, where its stack knows one of the lab', () => {
  const stack = 'Error: at load\n    at /lab/node_modules/x/y.js:1:2\n    at file:///lab/suites/first.ts:3:21\n    at /lab/suites/b.ts:9:1';
  expect(unhandledSentence({ message: 'at load\nmore', stack }, '/lab')).toBe(
    'suites/first.ts:3: at load (while the suites were loaded, and nobody caught it)',
  );
  expect(unhandledSentence({ message: 'the test process ended' }, '/lab')).toBe('the test process ended');
  expect(unhandledSentence({ message: 'x', stack: 'at /elsewhere/a.ts:1:1' }, '/lab')).toBe('x');
  expect(unhandledSentence('text', '/lab')).toBe('text');
});
