import { pathToFileURL } from 'node:url';
import { HilError } from '../../core/errors.ts';
import { parseChoice } from './choice.ts';
import { startRig } from './rig.ts';

/** `main.ts <cache folder> <choice as JSON>`: runs the rig of a QEMU board until standard input closes, so that it cannot outlive who started it. */
const main = async ([cache, choice = '{}']: readonly string[]): Promise<void> => {
  if (cache === undefined) throw new RangeError('the folder of what was prepared is missing');
  const ended = untilEnd();
  const rig = await startRig({ cache, choice: parseChoice(choice), log: (sentence) => process.stderr.write(`${sentence}\n`) });
  process.stdout.write(`${JSON.stringify(rig.endpoints)}\n`);
  await ended;
  await rig[Symbol.asyncDispose]();
};

const untilEnd = (): Promise<void> =>
  new Promise((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve());
    process.stdin.resume();
    for (const end of ['end', 'close', 'error']) process.stdin.once(end, () => resolve());
  });

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  // What is said after whoever listened has gone is for nobody.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  main(process.argv.slice(2)).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof HilError ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
      process.exit(error instanceof HilError ? 3 : 4);
    },
  );
}
