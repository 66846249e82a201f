import fc from 'fast-check';
import { expect, test } from 'vitest';
import { credentialsIn, isOrdinary, programOf, withoutCredentials } from './credential-places.ts';
import { redact, redactStream, redactStrings, rememberSecret } from './redaction.ts';

test.each(['torizon', 'Toradex', '000', '123', 'false', 'null', 'admin', 'verdin-imx8mp', 'password1'.slice(0, 8), 'ab', '00000000', '""'])(
  '%s is an ordinary word or number',
  (value) => expect(isOrdinary(value)).toBe(true),
);

test.each(['hunter2-long', 'correct-horse', 'kJhGfDsA', '8317265490', 'x9!k2#'])('%s is not', (value) =>
  expect(isOrdinary(value)).toBe(false),
);

// Just on either side of what makes a secret ordinary: five characters, three different ones, nine digits, a word of ten letters.
test.each([
  ['k9!xQ', 'k9!xQ2'],
  ['a1a1b1b1a1a1', 'a1a1b1c1a1a1'],
  ['831726549', '8317265490'],
  ['qwertzuiop', 'qwertzuiopa'],
  ['Qwertzuiop', 'Qwertzuiopa'],
  ['QWERTZUIOP', 'QWERTZUIOPA'],
  ['verdin-lab_123', 'verdin-lab_1235'],
  ['verdin--lab', 'verdin--lap'],
])('%s is ordinary and %s is not', (ordinary, distinct) => {
  expect([isOrdinary(ordinary), isOrdinary(distinct)]).toEqual([true, false]);
});

test('a distinct secret of six characters is hidden wherever it stands, and a word of five only as a credential', () => {
  rememberSecret('z7#pW4');
  rememberSecret('z7#pV');
  expect(redact('see z7#pW4 here')).toBe('see [secret] here');
  expect(redact('see z7#pV here, password: z7#pV')).toBe('see z7#pV here, password: [secret]');
});

test('each line of a long secret is hidden from twelve characters on', () => {
  rememberSecret('-----BEGIN KEY-----\nabcdEFGH1234\nabcdEFGH567\n-----END KEY-----');
  expect(redact('abcdEFGH1234')).toBe('[secret]');
  expect(redact('abcdEFGH567 -----BEGIN KEY-----')).toBe('abcdEFGH567 -----BEGIN KEY-----');
});

const word = 'torizon';
rememberSecret(word, 'LAB_TORIZON_PASSWORD');
for (const value of ['000', 'false', '123', 'null']) rememberSecret(value, 'LAB_RELAY');

test.each([
  'Torizon OS 6.8.1 verdin-imx8mp ttymxc2',
  'verdin login: torizon',
  'torizon@verdin-imx8mp-07276676:~$ cat /home/torizon/notes',
  'ssh torizon@10.0.7.4: use the reference image or torizon',
  'Kernel command line: root=LABEL=otaroot ostree=/ostree/boot.1/torizon/5f3c/0 quiet clk=false irq=123',
  '[    0.000000] Booting Linux on physical CPU 0x0000000000 with 123 pages, false, null',
  "{ on: '123', off: 000 }",
])('ordinary words stay in %j', (text) => expect(redact(text)).toBe(text));

test.each([
  'LAB_TORIZON_PASSWORD=torizon hil run',
  'LAB_RELAY: torizon',
  '{"user":"torizon1","password":"torizon"}',
  '{\\"password\\":\\"torizon\\"}',
  'Password: torizon',
  "curl -u admin:torizon 'http://10.0.7.41/relay'",
  'curl http://admin:torizon@10.0.7.41/relay',
  'echo torizon | sudo -S reboot',
  "echo 'root:torizon' | chpasswd",
  "printf '%s\\n' torizon | sudo -S -p '' true",
  'sshpass -p torizon ssh root@verdin',
  'snmpset -v2c -c torizon 10.0.0.2',
  'pdu --password torizon on 3',
  'PDU_TOKEN=torizon',
])('an ordinary word is hidden where it is a credential: %j', (text) => {
  expect(redact(text)).not.toMatch(/torizon(?!1)(?!_)/);
  expect(redact(text)).toContain('[secret]');
});

test('what looks like JSON does not change the shape of data', () => {
  const fields = { state: true, off: false, count: 123, nothing: null, text: 'on', list: [0, false], at: { password: '000' }, zero: '123' };
  expect(redactStrings(fields)).toEqual({ ...fields, at: { password: '000' } });
  expect(redactStrings({ error: 'relay password: 000, token=false' })).toEqual({ error: 'relay password: [secret], token=[secret]' });
});

test.each([
  ['sent Authorization: Basic dG9yaXpvbjp0b3Jpem9u', 'sent Authorization: Basic [secret]'],
  ['{"authorization":"Bearer abc.def","host":"pdu"}', '{"authorization":"Bearer [secret]","host":"pdu"}'],
  ["{ 'Proxy-Authorization' : 'Digest a=1, b=2' }", "{ 'Proxy-Authorization' : 'Digest [secret]' }"],
  ['AUTHORIZATION =   Token   0a1b', 'AUTHORIZATION =   Token   [secret]'],
  ['authorization: Basic abc\r\nhost: pdu', 'authorization: Basic [secret]\r\nhost: pdu'],
  ['authorization is required', 'authorization is required'],
])('a header that logs in is hidden, whatever it holds: %j', (text, without) => expect(redact(text)).toBe(without));

test('a secret without a letter hides nothing', () => {
  rememberSecret('', 'LAB_EMPTY');
  expect(redact('password: (none), LAB_EMPTY= ')).toBe('password: (none), LAB_EMPTY= ');
});

test('a value that is a name of the lab as well stays legible, whoever else holds it as a secret, before or after', () => {
  rememberSecret('operator-7x');
  expect(redact('login of operator-7x')).toBe('login of [secret]');
  rememberSecret('operator-7x', 'LAB_OPERATOR', true);
  rememberSecret('operator-7x', 'LAB_SECOND');
  rememberSecret('operator-7x');
  expect(redact('login of operator-7x')).toBe('login of operator-7x');
  expect(redact('LAB_OPERATOR=operator-7x LAB_SECOND=operator-7x')).toBe('LAB_OPERATOR=[secret] LAB_SECOND=[secret]');
});

test('a secret that turns out to be the name of somebody stays legible, though its variable is known by then', () => {
  rememberSecret('operator-8x', 'LAB_THIRD');
  expect(redact('login of operator-8x')).toBe('login of [secret]');
  rememberSecret('operator-8x', 'LAB_THIRD', true);
  expect(redact('login of operator-8x, LAB_THIRD=operator-8x')).toBe('login of operator-8x, LAB_THIRD=[secret]');
});

test('only the name of a variable makes what stands behind it a credential', () => {
  rememberSecret(word, 'the big switch');
  expect(redact('the big switch: torizon')).toBe('the big switch: torizon');
});

test('what knows how it is written is redacted as it is written', () => {
  rememberSecret('s3cret-of-url');
  const at = new Date(0);
  expect(redactStrings({ at, url: new URL('http://u:s3cret-of-url@pdu/') })).toEqual({
    at: at.toISOString(),
    url: 'http://u:[secret]@pdu/',
  });
});

test.each([
  ['https://relay/?pw=x%40y%2Fz-%C3%A4%22%27k', 'a URL'],
  [JSON.stringify({ cause: `refused x@y/z-ä"'k` }), 'JSON'],
  [`sh -c 'pdu x@y/z-ä"'\\''k'`, 'a shell'],
])('%j: hidden in the form of %s', (text) => {
  rememberSecret(`x@y/z-ä"'k`);
  expect(redact(text)).toContain('[secret]');
  expect(redact(text)).not.toMatch(/x(@|%40)y/);
});

test('of two secrets the longer one is hidden whole', () => {
  rememberSecret('inner-part-1');
  rememberSecret('outer-inner-part-1-rest');
  expect(redact('it is outer-inner-part-1-rest')).toBe('it is [secret]');
});

test('of two secrets that begin alike the longer one is hidden whole', () => {
  rememberSecret('begins-alike-1');
  rememberSecret('begins-alike-1-and-more');
  expect(redact('it is begins-alike-1-and-more, not begins-alike-1')).toBe('it is [secret], not [secret]');
});

test('each character of a URL is hidden in both of its forms, and half a character of UTF-16 is no trouble', () => {
  rememberSecret('a b(c)~x9');
  expect(redact('?v=a%20b(c)~x9&w=a+b%28c%29%7Ex9')).toBe('?v=[secret]&w=[secret]');
  rememberSecret('half-\ud800-of-one');
  expect(redact('half-\ud800-of-one half-%EF%BF%BD-of-one')).toBe('[secret] [secret]');
});

test('each line of a long one is hidden', () => {
  rememberSecret('-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\nc29tZXRoaW5nIGVsc2U\n-----END OPENSSH PRIVATE KEY-----\n');
  expect(redact('| c29tZXRoaW5nIGVsc2U')).toBe('| [secret]');
});

test('no distinct secret survives, whatever is around it', () => {
  rememberSecret('k7#q-Zz.91(x');
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }),
      (before, after) => !redact(`${before}k7#q-Zz.91(x${after}`).includes('k7#q-Zz.91(x'),
    ),
  );
});

test('credentials are found in commands of which nothing is known', () => {
  const found = (command: string): readonly string[] => credentialsIn(command);
  expect(found("curl -s -u admin:s3cr-t 'http://10.0.0.2/on?pw=abc-12'")).toEqual(['s3cr-t', 'abc-12']);
  expect(found('PDU_PASSWORD="x y" pdu --token=t0ken-9 on')).toEqual(['x', 't0ken-9']);
  expect(found('sshpass -p pw-1234 ssh -p 2222 admin@pdu && snmpset -v 2c -c private pdu')).toEqual(['pw-1234', 'private']);
  expect(found('curl http://admin:pw-9999@pdu/on')).toEqual(['pw-9999']);
  expect(found('relay -p /dev/ttyUSB0 -c relay.conf --password "$PDU_PASSWORD" on')).toEqual([]);
  expect(withoutCredentials('curl -u admin:s3cr-t http://u:p@h/')).toBe('curl -u admin:[secret] http://u:[secret]@h/');
});

test.each([
  ['pdu on 3', 'pdu'],
  ['PDU_PASSWORD=hush-hush /opt/lab/pdu-tool.sh on', 'pdu-tool.sh'],
  [`A='b c' "relay" 1`, 'relay'],
  [`A="b 'c" B='d "e'  C=f  relay`, 'relay'],
  ['  pdu;reboot', 'pdu'],
  ['$TOOL on', undefined],
  ['', undefined],
])('%j runs %s first', (command, program) => expect(programOf(command)).toBe(program));

const inBase64 = (text: string): string => Buffer.from(text).toString('base64');

test.each(['admin', 'root', 'me', 'torizon', ''])(
  'a password is hidden in base64 behind the user %j, as a header and as a console prints it',
  (user) => {
    const password = 'Tr0ub4dor-and-3';
    rememberSecret(password);
    const printed = `> Authorization: Basic ${inBase64(`${user}:${password}`)}\r\n`;
    const { safe, held } = redactStream(printed, { context: '', mayEcho: false });
    for (const text of [safe + held, redact(`sent ${inBase64(`${user}:${password}`)}`), redact(inBase64(password))]) {
      expect(text).toContain('[secret]');
      const words = text.match(/[A-Za-z0-9+/=]{4,}/g) ?? [];
      expect(words.map((word) => Buffer.from(word, 'base64').toString()).join()).not.toMatch(/Tr0ub|b4dor|or-and/);
    }
  },
);

test('of a secret that is a whole header, each part is hidden', () => {
  rememberSecret('Bearer eyJhbGciOiJIUzI1NiJ9.c2VjcmV0');
  rememberSecret(`Basic ${inBase64('admin:s3cret-value-9')}`);
  for (const text of [
    'token eyJhbGciOiJIUzI1NiJ9.c2VjcmV0',
    `sent ${inBase64('admin:s3cret-value-9')}`,
    'https://admin:s3cret-value-9@relay/',
    'X-Api-Key: s3cret-value-9',
  ])
    for (const hidden of [redact(text), redactStream(`${text}\n`, { context: '', mayEcho: false }).safe])
      expect(hidden).not.toMatch(/eyJh|YWRt|s3cret/);
});

test('a password is hidden in base64 however the bytes come, and whatever stands around it', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[!-9;-~]{0,9}$/),
      fc.stringMatching(/^[!-9;-~]{0,9}$/),
      fc.integer({ min: 1, max: 40 }),
      (before, behind, size) => {
        rememberSecret('Zx81-Spectrum-48k');
        const printed = ` ${inBase64(`${before}:Zx81-Spectrum-48k${behind}`)} \n`;
        let [safe, held] = ['', ''];
        for (let at = 0; at < printed.length; at += size) {
          const step = redactStream(held + printed.slice(at, at + size), { context: safe, mayEcho: false });
          safe += step.safe;
          held = step.held;
        }
        const words = (safe + held).match(/[A-Za-z0-9+/=]{4,}/g) ?? [];
        expect(words.map((word) => Buffer.from(word, 'base64').toString('latin1')).join()).not.toMatch(/Spectrum/);
      },
    ),
  );
});
