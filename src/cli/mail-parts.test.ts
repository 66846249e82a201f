import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { textsOf } from './log-files.ts';

const base64 = (content: string | Uint8Array): string => Buffer.from(content).toString('base64').replace(/.{76}/g, '$&\r\n');
const told = async (mail: string): Promise<[string, string][]> =>
  (await textsOf('post.eml', new Uint8Array(Buffer.from(mail)))).map(({ name, text }) => [name, text]);
const head =
  'Received: by mx.example;\r\n\tMon, 1 Jan 2024\r\nFrom: A <a@b.example>\r\nSubject: The M7 is\r\n silent\r\nMIME-Version: 1.0\r\n';

test('a body in base64, in its own letters', async () => {
  const latin = Buffer.from('Es hängt.\nStarting kernel ...\n', 'latin1');
  expect(
    await told(`${head}Content-Type: text/plain; charset="iso-8859-1"\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(latin)}\r\n`),
  ).toEqual([
    ['post.eml', 'The M7 is silent\n'],
    ['post.eml', 'Es hängt.\nStarting kernel ...\n'],
  ]);
});

test('of alternatives the plain one, and attachments that are texts, also packed ones', async () => {
  const part = (type: string, body: string | Uint8Array): string =>
    `--B1\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(body)}\r\n`;
  const inner = `--B2\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nboot=3Dno =\r\nmore\r\n--B2\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n--B2--\r\n`;
  const gz = Buffer.from(gzipSync('hello\n'));
  const mail = `${head}Content-Type: multipart/mixed;\r\n boundary="B1"\r\n\r\nnot for readers\r\n--B1\r\nContent-Type: multipart/alternative; boundary=B2\r\n\r\n${inner}${part('text/plain; name="dmesg.txt"\r\nContent-Disposition: attachment', '[    1.0] one\n')}--B1\r\nContent-Type: application/gzip\r\nContent-Disposition: attachment; filename="m7.log.gz"\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(gz)}\r\n${part('image/png; name=logo.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47))}--B1--\r\n`;
  expect((await told(mail)).map(([name, text]) => [name, text.trim()])).toEqual([
    ['post.eml', 'The M7 is silent'],
    ['post.eml', 'boot=no more'],
    ['dmesg.txt', '[    1.0] one'],
    ['m7.log', 'hello'],
  ]);
});

test('what only speaks of base64 is no mail', async () => {
  const text = 'I saved it with\nContent-Transfer-Encoding: base64\nbut how?\n';
  expect(await told(text)).toEqual([['post.eml', text]]);
});

test('a charset that nobody knows', async () => {
  expect(
    (
      await told(`${head}Content-Type: text/plain; charset=x-klingon\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64('one two')}`)
    )[1]![1],
  ).toBe('one two\n');
});
