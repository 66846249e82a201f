import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { boardClock } from '../core/time.ts';

type Write = NodeJS.WriteStream['write'];

// Several screens of a verbose run; what is more waits for nobody.
const mostBytes = 1024 * 1024;
// In host time.
const lastWordsMs = 1000;

/**
 * Has a process of its own write to the terminal. Node writes to one in the same call (nodejs.org, process I/O), so that a terminal that stops reading,
 * as after Ctrl-S, would stop the whole program. What such a terminal does not take is dropped, and told once it reads again.
 * Undefined where no stream is a terminal. Disposing it gives the streams back, after the terminal had a moment for the rest.
 */
export const unblockTerminal = (
  streams: readonly (NodeJS.WriteStream & { readonly fd: number })[] = [process.stdout, process.stderr],
): AsyncDisposable | undefined => {
  const terminals = streams.filter(({ isTTY }) => isTTY);
  const [first] = terminals;
  if (!first) return undefined;
  // In a session of its own: Ctrl-C is for the run, which still has something to say.
  const writer = spawn('cat', [], { stdio: ['pipe', first.fd, 'ignore'], detached: true });
  const input = writer.stdin!;
  const restore = terminals.map((stream) => through(stream, input));
  const giveBack = (): void => restore.forEach((one) => void one());
  writer.once('error', giveBack);
  input.on('error', (error) => {
    giveBack();
    for (const stream of terminals) stream.emit('error', error);
  });
  writer.unref();
  return {
    [Symbol.asyncDispose]: async () => {
      giveBack();
      if (writer.exitCode !== null || writer.pid === undefined) return;
      input.end();
      const over = new AbortController();
      await Promise.race([once(writer, 'exit', { signal: over.signal }), boardClock().sleep(lastWordsMs, over.signal)]).catch(() => {});
      over.abort();
      // It goes on without us once the terminal reads again, and ends with it.
      input.destroy();
    },
  };
};

/** All that is written to the stream goes there from now on. Returns what takes that back. */
const through = (stream: NodeJS.WriteStream, input: Writable): (() => void) => {
  const own = stream.write;
  let dropped = 0;
  const bounded = (chunk: string | Uint8Array, ...others: unknown[]): boolean => {
    if (input.writableLength > mostBytes) dropped += chunk.length;
    else {
      if (dropped > 0) input.write(`\n… ${dropped} characters were not shown, since the terminal took none …\n`);
      dropped = 0;
      input.write(chunk);
    }
    const done = others.findLast((other) => typeof other === 'function') as (() => void) | undefined;
    if (done) setImmediate(done);
    return true;
  };
  stream.write = bounded as Write;
  return () => {
    if (stream.write === bounded) stream.write = own;
  };
};
