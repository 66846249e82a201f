import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

// Whole runs in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 90_000 });

const labFile = (before: string): string => `import { defineLab, junit, runJson, verdinImx8mp, virtualBoard } from 'verdin-hil';
import { expect } from 'vitest';
${before}
if (!expect) throw new Error('there is none');
export default defineLab({
  boards: { virtual: verdinImx8mp(virtualBoard({ speed: 100 })) },
  reports: { write: [junit(), runJson()] },
});
`;

/** A package in the lab's node_modules that is of no use. */
const bogus = (lab: LabFolder, name: string): void => {
  lab.write(
    `node_modules/${name}/package.json`,
    JSON.stringify({
      name,
      version: '0.0.1',
      type: 'module',
      exports: { '.': './index.js', './package.json': './package.json', './suite': './index.js' },
    }),
  );
  lab.write(`node_modules/${name}/index.js`, `throw new Error('${name} of the lab was loaded');`);
};

test('vitest and verdin-hil are those that run, whatever lies beside the lab: in the lab file, in suites and in packages that they use', async () => {
  await using lab = new LabFolder();
  for (const name of ['vitest', 'verdin-hil', '@vitest/spy', '@vitest/expect']) bogus(lab, name);
  lab.write('node_modules/our-helpers/package.json', '{ "name": "our-helpers", "type": "module", "exports": "./index.js" }');
  lab.write(
    'node_modules/our-helpers/index.js',
    `import { expect, scenario } from 'verdin-hil';
import { expect as same } from 'vitest';
export const isArm = (text) => { expect(text).toContain('aarch64'); same(text).toContain('aarch64'); };
export const arm = (name, command) => scenario(name, {}, async ({ board }) => isArm((await board.linux.run(command)).stdout));
`,
  );
  lab.write('lab.config.ts', labFile(''));
  lab.suite(
    'first',
    `import { afterEach, expect as same } from 'vitest';
import { getCurrentTest } from 'vitest/suite';
import { fn } from '@vitest/spy';
import { arm, isArm } from 'our-helpers';
afterEach(() => {});
scenario('answers', {}, async ({ board }) => {
  isArm((await board.linux.run('uname -m')).stdout);
  same(fn).toBeTypeOf('function');
  expect(getCurrentTest()?.name).toBe('answers');
});
arm('a scenario of a package passes', 'uname -m');
arm('a scenario of a package fails', 'uname -s');
`,
  );

  const { code, text } = await lab.hil(['run']);
  expect(text).toContain("first > a scenario of a package fails (dut): expected 'Linux\\n' to contain 'aarch64'");
  expect(text).toContain('2 passed, 1 failed');
  expect(code).toBe(1);
});

test('a copy of the same vitest above the lab is not loaded beside ours', async () => {
  await using above = new LabFolder();
  for (const name of ['vitest', '@vitest'])
    cpSync(join(projectRoot, 'node_modules', name), join(above.dir, 'node_modules', name), { recursive: true });
  above.write('below/package.json', '{ "type": "module" }');
  above.write('below/lab.config.ts', labFile(''));
  above.write('below/suites/first.ts', "import { expect, scenario } from 'verdin-hil';\nscenario('a', {}, () => expect(1).toBe(1));");

  const { code, text } = await above.hil(['run', '--plan', '--config', 'below/lab.config.ts']);
  expect(text).toContain('first > a');
  expect(code).toBe(0);
});

test.for<[string, string, string]>([
  ["import 'not-installed';", "Cannot find package 'not-installed'", 'npm install --save-dev not-installed'],
  ["import './gone.ts';", 'Cannot find module', 'correct the path'],
  ["import { test } from 'vitest';\ntest('a', () => {});", 'Vitest failed to find the current suite', 'leave test(), describe() and hooks'],
])('a lab file that cannot be loaded for %s is told with what to do', async ([before, sentence, remedy]) => {
  await using lab = new LabFolder();
  lab.write('lab.config.ts', labFile(before));

  const { code, stderr } = await lab.hil(['run', '--plan']);
  expect(stderr.split('\n')).toEqual([expect.stringContaining(sentence), expect.stringContaining(remedy), '']);
  expect(code).toBe(3);
});
