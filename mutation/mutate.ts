import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Target, targets } from './targets.ts';

// Small changes of behaviour, one at a time, and whether a test notices. npm run test:mutation -- --target kernel

const root = fileURLToPath(new URL('..', import.meta.url));
const stryker = join(root, 'mutation/node_modules/@stryker-mutator/core/bin/stryker.js');
const leastPercent = 85;
const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true, default: targets.map(({ name }) => name) },
    mutate: { type: 'string', multiple: true },
    tests: { type: 'string', multiple: true },
  },
});

interface Mutant {
  readonly status: 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'CompileError' | 'RuntimeError' | 'Ignored';
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
}

interface Survivor extends Mutant {
  readonly file: string;
}

/** Percent of the target's changes that a test noticed. */
const mutated = (target: Target): number => {
  const report = join(tmpdir(), `hil-mutation-${target.name}-${process.pid}.json`);
  const env = {
    ...process.env,
    HIL_MUTATION_FILES: (values.mutate ?? target.mutate).join(' '),
    HIL_MUTATION_TESTS: (values.tests ?? target.tests).join(' '),
    HIL_MUTATION_REPORT: report,
  };
  const { status } = spawnSync(process.execPath, [stryker, 'run', 'mutation/stryker.config.js'], { cwd: root, env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`Stryker ended with ${status} on ${target.name}`);
  const { files } = JSON.parse(readFileSync(report, 'utf8')) as { readonly files: Record<string, { readonly mutants: readonly Mutant[] }> };
  const all = Object.entries(files).flatMap(([file, { mutants }]) => mutants.map((mutant): Survivor => ({ ...mutant, file })));
  const counted = all.filter(({ status: found }) => ['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(found));
  const survivors = counted.filter(({ status: found }) => found === 'Survived' || found === 'NoCoverage');
  for (const survivor of survivors) process.stdout.write(`${survivorText(survivor)}\n`);
  const percent = (100 * (counted.length - survivors.length)) / counted.length;
  process.stdout.write(`${target.name}: ${counted.length - survivors.length} of ${counted.length} noticed, ${percent.toFixed(1)} %\n`);
  return percent;
};

const survivorText = ({ file, location, status, mutatorName, replacement = '' }: Survivor): string =>
  `${status === 'NoCoverage' ? 'no test' : 'survived'}  ${file}:${location.start.line}:${location.start.column}  ${mutatorName}  ${replacement.replaceAll(/\s+/g, ' ').slice(0, 100)}`;

const chosen = targets.filter(({ name }) => values.target.includes(name));
const low = chosen.filter((target) => mutated(target) < leastPercent).map(({ name }) => name);
if (low.length > 0) process.stdout.write(`less than ${leastPercent} % noticed: ${low.join(', ')}\n`);
process.exit(low.length > 0 || chosen.length === 0 ? 1 : 0);
