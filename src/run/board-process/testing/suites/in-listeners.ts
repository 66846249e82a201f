import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { expect, scenario } from 'verdin-hil';
import { afterAll } from 'vitest';

const holds = (): void => expect(1).toBe(1);
const isGood = (text: string): void => expect(text).toBe('good');

const server = createServer((_, answer) => void setTimeout(() => answer.end('bad'), 600)).listen(0);
afterAll(() => void server.unref());

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
