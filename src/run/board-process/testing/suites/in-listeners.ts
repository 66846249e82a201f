import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as listen } from 'node:net';
import { Worker } from 'node:worker_threads';
import { expect, scenario } from 'verdin-hil';
import { afterAll } from 'vitest';

const holds = (): void => expect(1).toBe(1);
const isGood = (text: string): void => expect(text).toBe('good');

const server = createServer((_, answer) => void setTimeout(() => answer.end('bad'), 600)).listen(0);
const silent = listen().listen(0);
afterAll(() => {
  server.unref();
  silent.unref();
});

scenario('fails in an answer', {}, () => {
  holds();
  const { port } = server.address() as AddressInfo;
  void fetch(`http://127.0.0.1:${port}`).then(async (answer) => isGood(await answer.text()));
});

scenario('fails in a thread', {}, () => {
  holds();
  const code = "setTimeout(() => require('node:worker_threads').parentPort.postMessage('bad'), 700)";
  new Worker(code, { eval: true }).on('message', isGood);
});

scenario('fails in a child process', {}, () => {
  holds();
  execFile('sleep', ['0.8'], () => isGood('bad'));
});

scenario('leaves what asserts nothing', {}, () => {
  holds();
  execFile('sleep', ['0.2'], () => {});
});

// Longer than a file is waited for.
const long = '8';

scenario('is not reached in a child process', {}, () => {
  holds();
  execFile('sleep', [long], () => expect('bad').toBe('good'));
});

scenario('is not reached in a thread', {}, () => {
  holds();
  new Worker('setTimeout(() => {}, 8000)', { eval: true }).on('exit', (code) => expect(code).toBe(3));
});

scenario('is not reached on a connection', {}, async () => {
  holds();
  const socket = connect((silent.address() as AddressInfo).port);
  await once(socket, 'connect');
  socket.on('data', (said) => expect(String(said)).toBe('good'));
});

scenario('leaves what goes on and asserts nothing', {}, () => {
  holds();
  execFile('sleep', [long], () => {});
  spawn('sleep', [long]).on('error', () => expect.unreachable('no sleep'));
});
