import { ConfigError, HilError } from '../../../core/errors.ts';
import { formatMs, monotonicMs } from '../../../core/time.ts';
import { cacheFolder, outFolder } from './manifest.ts';
import { prepare } from './prepare.ts';

const started = monotonicMs();
const cache = cacheFolder();
try {
  await prepare(cache, (line) => console.log(line));
  console.log(`the QEMU board is prepared in ${outFolder(cache)} (${formatMs(monotonicMs() - started)})`);
} catch (error) {
  if (!(error instanceof HilError)) throw error;
  console.error(error.message);
  for (const line of error.evidence) console.error(`  ${line}`);
  if (error.remedy) console.error(error.remedy);
  process.exitCode = error instanceof ConfigError ? 3 : 1;
}
