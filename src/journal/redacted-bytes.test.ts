import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redact, rememberSecret } from '../core/redaction.ts';
import { RedactedBytes } from './redacted-bytes.ts';

rememberSecret('torizon', 'LAB_TORIZON_PASSWORD');
rememberSecret('000', 'LAB_RELAY');
rememberSecret('hunter4-lång');

const bytesPassed = (chunks: readonly Uint8Array[], stream = new RedactedBytes()): Buffer =>
  Buffer.concat([...chunks.map((chunk) => stream.push(chunk)), stream.end()]);

const passed = (...chunks: readonly string[]): string => bytesPassed(chunks.map((chunk) => Buffer.from(chunk))).toString();

const credentials = [
  'LAB_TORIZON_PASSWORD=torizon hil run',
  '{"user":"torizon1","password":"torizon"}',
  '{\\"password\\":\\"torizon\\"}',
  'Password: torizon',
  "curl -u admin:torizon 'http://10.0.7.41/relay'",
  'curl http://admin:torizon@10.0.7.41/relay',
  'curl http://admin:000@10.0.7.41/relay?pw=000 && echo done',
  'echo torizon | sudo -S reboot',
  "echo 'root:torizon' | chpasswd",
  "printf '%s\\n' torizon | sudo -S -p '' true",
  'sshpass -p torizon ssh root@verdin',
  'snmpset -v2c -c torizon 10.0.0.2',
  'pdu --password torizon on 3',
  'the key is hunter4-lång, and hunter4-l is its beginning',
];
const harmless = [
  'Torizon OS 6.8.1, user torizon, 000 errors',
  'echo torizon > /etc/hostname',
  'http://torizon:8080/ at //torizon:000',
  "printf 'torizon says %s' | cat",
  'torizon@verdin-imx8mp:~$ ',
];

test.each([...credentials, ...harmless])('wherever it is cut into two, or byte by byte: %j', (text) => {
  const bytes = Buffer.from(`${text}\r\n`);
  const wanted = redact(bytes.toString());
  const cut = Array.from(bytes, (_, at) => bytesPassed([bytes.subarray(0, at), bytes.subarray(at)]).toString());
  expect([...new Set(cut)]).toEqual([wanted]);
  expect(bytesPassed(Array.from(bytes, (byte) => Buffer.of(byte))).toString()).toBe(wanted);
});

test('whatever comes around it, in whatever chunks, only secrets are replaced', () => {
  const line = fc.oneof(fc.constantFrom(...credentials, ...harmless), fc.stringMatching(/^[ -~]{0,40}$/));
  const lines = fc.array(line, { maxLength: 8 }).map((each) => Buffer.from(each.join('\n')));
  fc.assert(
    fc.property(lines, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (bytes, sizes) => {
      const chunks: Buffer[] = [];
      for (let start = 0; start < bytes.length; start += chunks.at(-1)!.length)
        chunks.push(bytes.subarray(start, start + sizes[chunks.length % sizes.length]!));
      expect(bytesPassed(chunks).toString()).toBe(redact(bytes.toString()));
    }),
    { numRuns: 500 },
  );
});

test('bytes that are no text come through as they are, and with them the beginning of a secret that never came', () => {
  const noise = Buffer.from([0xff, 0x00, ...Buffer.from('hunter4-lång'), 0xc3, 0x1b, ...Buffer.from('hunter4-l')]);
  expect(bytesPassed([noise])).toEqual(Buffer.from([0xff, 0x00, ...Buffer.from('[secret]'), 0xc3, 0x1b, ...Buffer.from('hunter4-l')]));
});

test('only what may become a secret waits, and what is decided goes on at once', () => {
  const stream = new RedactedBytes();
  const pushed = (text: string): string => Buffer.from(stream.push(Buffer.from(text))).toString();
  expect(pushed('verdin login: torizon')).toBe('verdin login: torizon');
  expect(pushed('\r\nhunter')).toBe('\r\n');
  expect(pushed('s')).toBe('hunters');
  expect(pushed('\r\npassword: tor')).toBe('\r\npassword: ');
  expect(pushed('tuga,')).toBe('tortuga,');
  expect(pushed('\r\necho torizon and all that ')).toBe('\r\necho ');
  expect(pushed('> file\r')).toBe('torizon and all that > file\r');
  expect(pushed('\necho torizon')).toBe('\necho ');
  expect(pushed(' |')).toBe('[secret] |');
});

test('a line without an end keeps half a kilobyte waiting at most', () => {
  const stream = new RedactedBytes();
  const endless = Buffer.from(`echo torizon ${'x'.repeat(400)}`);
  expect(Buffer.from(stream.push(endless)).toString()).toBe('echo ');
  const more = Buffer.alloc(200, 'x');
  expect(Buffer.from(stream.push(more)).toString()).toBe(`torizon ${'x'.repeat(600)}`);
});

test('a word that was typed as a secret is hidden where it is echoed as a line, for three lines', () => {
  const echoed = (...chunks: readonly string[]): string => {
    const stream = new RedactedBytes();
    stream.expectEcho();
    return bytesPassed(
      chunks.map((chunk) => Buffer.from(chunk)),
      stream,
    ).toString();
  };
  expect(echoed('torizon\r\ntorizon\r\n', 'torizon\r\n', 'torizon\r\n')).toBe('[secret]\r\n[secret]\r\n[secret]\r\ntorizon\r\n');
  expect(echoed('torizon', '\r\n')).toBe('[secret]\r\n');
  expect(echoed('tor', 'izo', 'n', '\n')).toBe('[secret]\n');
  expect(echoed('my-torizon\n', 'torizon-1\n', 'torizon')).toBe('my-torizon\ntorizon-1\ntorizon');
  expect(passed('torizon\r\n')).toBe('torizon\r\n');
});

test('what went on before a secret was typed is not sent again', () => {
  const stream = new RedactedBytes();
  const pushed = (text: string): string => Buffer.from(stream.push(Buffer.from(text))).toString();
  const before = pushed('login: tor');
  stream.expectEcho();
  expect(before + pushed('izon') + pushed('\r\ntorizon\r\n')).toBe('login: torizon\r\n[secret]\r\n');
});
