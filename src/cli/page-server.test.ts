import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PageServer } from './page-server.ts';

const dir = mkdtempSync(join(tmpdir(), 'hil-show-'));
const run = join(dir, 'run');
let server: PageServer;
beforeAll(async () => {
  mkdirSync(join(run, 'page'), { recursive: true });
  writeFileSync(join(run, 'index.html'), '<p>page</p>');
  writeFileSync(join(run, 'page/page.js'), '1');
  writeFileSync(join(run, 'a53.log'), '<script>1</script>');
  writeFileSync(join(dir, 'secret'), 'secret');
  symlinkSync(join(dir, 'secret'), join(run, 'link'));
  server = await PageServer.start(run);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

const base = (): string => server.url.replace('index.html', '');

test('it serves the files of the run, and what a board said as text', async () => {
  const page = await fetch(server.url);
  expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([200, 'text/html; charset=utf-8', '<p>page</p>']);
  expect((await fetch(`${base()}page/page.js`)).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  const log = await fetch(`${base()}a53.log`);
  expect([log.headers.get('content-type'), log.headers.get('x-content-type-options')]).toEqual(['text/plain; charset=utf-8', 'nosniff']);
});

test('without the token nobody gets anything, and with it nothing outside of the folder', async () => {
  const { origin } = new URL(server.url);
  for (const path of ['/', '/index.html', '/x/index.html', `/${'A'.repeat(32)}/index.html`, `/${'é'.repeat(32)}/index.html`]) {
    expect([path, (await fetch(origin + path)).status]).toEqual([path, 403]);
  }
  // Bytes that no browser sends, as many characters as the token has.
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.end(Buffer.from(`GET /${'\u00e9'.repeat(32)}/index.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`, 'latin1'));
  expect((await text(socket)).split('\r\n')[0]).toMatch(/ 40[03] /);
  expect((await fetch(server.url, { method: 'POST' })).status).toBe(403);
  for (const path of ['link', '..%2fsecret', '%2e%2e/secret', '%2e%2e%2fsecret', 'page', 'none', '%ff', '%00', '']) {
    expect([path, (await fetch(base() + path)).ok]).toEqual([path, false]);
  }
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/index\.html$/);
});

test.each([
  ['127.0.0.1:8080', 200],
  ['localhost', 200],
  ['LOCALHOST:9', 200],
  ['run.localhost:9', 200],
  ['[::1]:9', 200],
  ['127.0.0.1.evil.example', 421],
  ['localhost.evil.example:80', 421],
  ['evil.example', 421],
  ['evillocalhost', 421],
  ['192.168.1.7', 421],
])('a page that asks under the name %j gets %i, with the token as well', async (host, status) => {
  const got = await new Promise((resolve, reject) => {
    get(server.url, { headers: { host } }, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
  expect(got).toBe(status);
});
