import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonText } from './json-text.ts';

test('an export of an issue tracker: what people wrote, with its lines', () => {
  const issue = {
    id: 4711,
    url: 'https://tracker.example/4711',
    title: 'M7 does not start',
    user: { login: 'somebody' },
    body: 'Hello,\r\nhere is the log:\n\n[    1.0] one\n[    2.0] "two"',
    comments: [{ created_at: '2024-01-01T00:00:00Z', body: 'Same here.' }],
  };
  expect(jsonText(JSON.stringify(issue))).toBe(
    'M7 does not start\nHello,\r\nhere is the log:\n\n[    1.0] one\n[    2.0] "two"\nSame here.',
  );
  expect(jsonText(JSON.stringify([issue], undefined, 2))).toContain('\n[    2.0] "two"\n');
});

test('lines of JSON: the journal gives its messages alone, a container its log', () => {
  const journal = [
    { MESSAGE: 'remoteproc remoteproc0: powering up imx-rproc', _CMDLINE: '/sbin/init quiet splash' },
    { MESSAGE: 'Done.', _COMM: 'x' },
  ];
  expect(jsonText(journal.map((each) => JSON.stringify(each)).join('\n'))).toBe('remoteproc remoteproc0: powering up imx-rproc\nDone.');
  expect(jsonText('{"log":"Starting kernel ...\\n","stream":"stdout"}\n{"log":"a b\\n"}\n')).toBe('Starting kernel ...\na b');
});

test('a string that was copied with its escapes', () => {
  expect(jsonText('"body": "U-Boot 2023.04\\r\\nDRAM:  2 GiB\\n\\tLoading \\"a\\" \\u2192 C:\\\\new\\n\\nend"')).toBe(
    '"body": "U-Boot 2023.04\nDRAM:  2 GiB\n\tLoading "a" \u2192 C:\\new\n\nend"',
  );
});

test.each([
  ['a log', '[    1.0] one\n[    2.0] two\n'],
  ['source code', 'printf("a\\n");\nprintf("b\\n");\nprintf("c\\n");\nprintf("d\\n");\n'],
  ['a log that begins with a bracket and ends with one', '[    1.0] Modules linked in: [last unloaded: x]'],
  ['JSON that was cut', '{"a": "b c", "d"'],
  ['a number', '42'],
])('%s is no JSON', (_, text) => {
  expect(jsonText(text)).toBeUndefined();
});

test('every line that was written is found again', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,9} [a-z\\"]{1,9}$/), { minLength: 1 }), (lines) => {
      expect(jsonText(JSON.stringify({ body: lines.join('\n') }))?.split('\n')).toEqual(lines);
    }),
  );
});
