import { expect, test } from 'vitest';
import { streamPattern, UnboundedPatternError } from './stream-pattern.ts';

const sourceOf = (pattern: RegExp | string): string => streamPattern(pattern).regexp.source;

test.each([
  /.*/s,
  /.*/,
  /foo.*/,
  /U-Boot (\S+)/,
  /a(b+|c)/,
  /x\d{2,}/,
  /(?:a+)?/,
  /a+b*/,
  /[\d\D]*end/,
  /a[\s\S]+?b/,
  /a\s*(?:b)?/,
  /a(?!b*)c/,
])('refuses %s, which could always match more', (pattern) => {
  expect(() => streamPattern(pattern)).toThrow(UnboundedPatternError);
});

test.each([/.*# /, /U-Boot (\S+) /, /id: (.+)$/m, /(\d+)\n/, /a{2,5}/, /a?/, /[^\]]+\]/, /\s+x/, /(?=a+)b/, /(?<![a-z]+)b/, /(['"])x\1/])(
  'takes %s',
  (pattern) => {
    expect(() => streamPattern(pattern)).not.toThrow();
  },
);

test('the refusal says what to do and whose fault it is', () => {
  try {
    streamPattern(/version (.*)/);
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ fault: 'suite', message: expect.stringContaining("ends in '.*'"), remedy: expect.stringContaining('$') });
  }
});

test('$ is a line ending behind what could go on, and nothing more than the end elsewhere', () => {
  expect(sourceOf(/id: (\w+)$/)).toBe('id: (\\w+)(?=\\n)');
  expect(sourceOf(/# $/)).toBe('# ');
  expect(sourceOf(/(?:login: |# )$/m)).toBe('(?:login: |# )');
});

test('knows what stays within a line, and how far the rest reaches', () => {
  expect(streamPattern(/a.*b/)).toMatchObject({ oneLine: true, reach: 4096 });
  expect(streamPattern(/id: (\w+)$/)).toMatchObject({ oneLine: true });
  expect(streamPattern('one\ntwo')).toMatchObject({ oneLine: false, reach: 7 });
  expect(streamPattern(/[^x]y/)).toMatchObject({ oneLine: false, reach: 2 });
  expect(streamPattern(/\bx(?!ab)/)).toMatchObject({ oneLine: false, reach: 4 });
  expect(streamPattern(/(?:ab|c\n){3}/)).toMatchObject({ oneLine: false, reach: 6 });
});

test('a string means itself', () => {
  expect('a+b (c) [d] $e'.replace(streamPattern('+b (c) [d] $').regexp, '')).toBe('ae');
});

test('keeps the flags that matter', () => {
  expect(streamPattern(/a/giy).regexp.flags).toBe('gim');
  expect(streamPattern(/\p{L}\u{1f600}[\u{1f600}-\u{1f64f}]/u).regexp.test('é😀😁')).toBe(true);
});
