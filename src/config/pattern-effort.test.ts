import { expect, test } from 'vitest';
import { builtInRules } from '../knowledge/kernel/rules/index.ts';
import { endlessOn, endlessPatterns } from './pattern-effort.ts';

test.each([
  [/^zork (a+)+$/, 'zork aaaa'],
  [/^zork (\w+\s?)*!$/, 'zork one two'],
  [/^(?:\d+,? ?)+ failed$/, '1, 2 failed'],
  [/^watchdog:(.*)(.*)(.*)(.*) bit$/, 'watchdog: it has bit'],
  [/(x|x)*y/g, 'xxxy'],
])('%s may never decide', (pattern, text) => {
  expect(endlessOn(pattern, text)).toEqual(expect.any(String));
});

test('patterns as the detector has them, and usual ones of labs, decide', () => {
  const usual = [/^pump \d+ is (?<state>stuck|dry)(?: at (?<at>\S+))?$/, /foo.*bar.*baz/, /^\s*harness: (.+) failed \((\d+)\)\s*$/];
  for (const pattern of usual) expect(endlessOn(pattern, 'harness: pump 3 is stuck foo failed (3)')).toBeUndefined();
  const slow = builtInRules
    .filter((_, index) => index % 10 === 0)
    .filter(({ headline, test: line }) => endlessOn(headline, line) !== undefined);
  expect(slow.map(({ headline }) => headline)).toEqual([]);
});

test('a pattern of a lab file is named by its path, with a line and what to do', () => {
  const rule = { kind: 'oops', severity: 'error', endsScenario: true, title: 'zork', frame: 'none', test: 'zork aaaa' } as const;
  const definition = {
    boards: {},
    detector: {
      rules: [
        { ...rule, headline: /^zork a+$/ },
        { ...rule, headline: /^zork (a+)+$/ },
      ],
      knownIssues: [{ signature: /^(o+)+ps$/, link: 'x' }],
    },
  };
  expect(endlessPatterns(definition)).toEqual([
    expect.stringMatching(/^detector\.rules\.1\.headline: .*zork \(a\+\)\+.* tries for ever on a line such as "zork a/),
    expect.stringMatching(/^detector\.knownIssues\.0\.signature: /),
  ]);
});
