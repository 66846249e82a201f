import { ConfigError, HilError } from '../../../core/errors.ts';
import { formatMs, monotonicMs } from '../../../core/time.ts';
import { cacheFolder, outFolder, type QemuKind } from './manifest.ts';
import { prepare } from './prepare.ts';

const started = monotonicMs();
const cache = cacheFolder();
try {
  const kind = kindOf(process.argv.slice(2));
  await prepare(cache, kind, (line) => console.log(line));
  console.log(`the QEMU board is prepared in ${outFolder(cache, kind)} (${formatMs(monotonicMs() - started)})`);
} catch (error) {
  if (!(error instanceof HilError)) throw error;
  console.error(error.message);
  for (const line of error.evidence) console.error(`  ${line}`);
  if (error.remedy) console.error(error.remedy);
  process.exitCode = error instanceof ConfigError ? 3 : 1;
}

/** `--m7`: the board whose QEMU has an M7, built here. */
function kindOf(args: readonly string[]): QemuKind {
  const unknown = args.find((argument) => argument !== '--m7');
  if (unknown !== undefined) throw new ConfigError(`qemu:prepare knows no ${unknown}`, { remedy: 'run it with --m7, or with nothing' });
  return args.includes('--m7') ? 'm7' : 'stock';
}
