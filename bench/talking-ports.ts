import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type ConsoleName, consoleNames } from '../src/core/console.ts';
import { boardClock, monotonicMs } from '../src/core/time.ts';

/** What was handed to the network, and what the raw logs must hash to. */
export interface Sent {
  readonly bytes: Readonly<Record<ConsoleName, number>>;
  readonly sha256: Readonly<Record<ConsoleName, string>>;
}

const line = (console: ConsoleName, count: number): string =>
  `[${(count / 1000).toFixed(6).padStart(12)}] ${console} imx-sdma 30bd0000.dma-controller: channel ${count % 32} ready\r\n`;

/** In a process of its own: two ports that speak at so many bytes a second until told to stop. */
export const speak = async (rate: number): Promise<void> => {
  const stop = new AbortController();
  process.once('message', () => stop.abort());
  const sources = await Promise.all(consoleNames.map((console) => source(console, rate, stop.signal)));
  process.send!({ ports: Object.fromEntries(sources.map(({ console, port }) => [console, port])) });
  const ends = await Promise.all(sources.map(async ({ console, ended }) => [console, await ended] as const));
  const sent = {
    bytes: Object.fromEntries(ends.map(([console, { bytes }]) => [console, bytes])),
    sha256: Object.fromEntries(ends.map(([console, { sha256 }]) => [console, sha256])),
  };
  process.send!({ sent }, () => process.disconnect());
};

const source = async (console: ConsoleName, rate: number, stop: AbortSignal) => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  const talk = async (): Promise<{ readonly bytes: number; readonly sha256: string }> => {
    const [socket] = await once(server, 'connection');
    const hash = createHash('sha256');
    const clock = boardClock();
    const begin = monotonicMs();
    let bytes = 0;
    for (let count = 0; !stop.aborted; ) {
      const due = ((monotonicMs() - begin) / 1000) * rate;
      let text = '';
      while (bytes + text.length < due) text += line(console, count++);
      hash.update(text);
      bytes += text.length;
      if (text !== '') await new Promise<void>((resolve) => socket.write(text, () => resolve()));
      await clock.sleep(4);
    }
    socket.end();
    server.close();
    return { bytes, sha256: hash.digest('hex') };
  };
  return { console, port, ended: talk() };
};

if (process.send) await speak(Number(process.argv[2]));
