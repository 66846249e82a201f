import { expect, test } from 'vitest';
import { startRigProcess } from './rig-process.ts';

test('the endpoints are found behind lines that a preloaded module prints', async () => {
  const script = 'console.log("preloaded {}"); console.log(JSON.stringify({ port: 7 })); process.stdin.resume()';
  const signal = AbortSignal.timeout(30_000);
  const main = { file: '', command: ['-e', script] as const };
  await using started = await startRigProcess<{ readonly port: number }>({ name: 'a rig', main, args: [], endsWithinMs: 2000, signal });
  expect(started.endpoints).toEqual({ port: 7 });
});
