import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { ConsoleSession } from '../src/console/console-session.ts';
import { boardClock } from '../src/core/time.ts';
import { tcpConsole } from '../src/drivers/console/tcp-port.ts';

// From the last byte of a prompt leaving the board to the first byte of the answer reaching it, both ends on loopback.
const rounds = 500;
const clock = boardClock();

const server = createServer({ noDelay: true });
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const connected = once(server, 'connection') as Promise<[Socket]>;
const { port } = server.address() as AddressInfo;
const stream = await tcpConsole({ host: '127.0.0.1', port }).connect({
  board: 'bench',
  clock,
  signal: new AbortController().signal,
  stateDir: tmpdir(),
});
const session = new ConsoleSession({ name: 'a53', stream, clock });
const [board] = await connected;

const measure = async (): Promise<number> => {
  const answering = session.expect(/# $/, { within: '10s' }).then(() => session.send('x'));
  board.write('[    1.234567] text before it\r\nVerdin iMX8MP #');
  const answered = once(board, 'data');
  const startedAt = performance.now();
  board.write(' ');
  await answered;
  const tookMs = performance.now() - startedAt;
  await answering;
  return tookMs;
};

for (let warm = 0; warm < 50; warm++) await measure();
const times: number[] = [];
for (let round = 0; round < rounds; round++) times.push(await measure());
times.sort((a, b) => a - b);
const at = (share: number): string => `${times[Math.floor(share * (rounds - 1))]!.toFixed(2)} ms`;
console.log(
  `prompt to answer over TCP on loopback, ${rounds} rounds: median ${at(0.5)}, 95 % ${at(0.95)}, 99 % ${at(0.99)}, worst ${at(1)} (goal: below 5 ms)`,
);

await session[Symbol.asyncDispose]();
board.destroy();
server.close();
