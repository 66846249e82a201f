import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { hostLimit } from '../core/testing/host-pace.ts';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

vi.setConfig({ testTimeout: hostLimit(120_000) });

const hostile = '::error title=evil::x';

// What a runner of GitHub takes of a line, and of Azure and TeamCity anywhere in it.
const commandsIn = (text: string): string[] =>
  text.split(/\r\n|\n|\r/).filter((line) => /^\s*::|##[\w.-]*\[|section_(?:start|end):/.test(line));

test('on a CI a run prints its own commands and no one else’s, its report for programs, and what the suite says', async () => {
  await using lab = new LabFolder();
  // No reports are named: those that a lab file has by default.
  lab.write(
    'lab.config.ts',
    `import { defineLab, verdinImx8mp, virtualBoard } from '${projectRoot}src/index.ts';
export default defineLab({ boards: { virtual: verdinImx8mp(virtualBoard({ speed: 100 })) } });`,
  );
  lab.suite(
    'first',
    `scenario('is attacked by its board', {}, async ({ board }) => {
  console.log('${hostile}\\n\\x1b[31m##vso[task.complete result=Succeeded]');
  const { stdout } = await board.linux.run("printf '\\n${hostile}\\n##[add-mask]x\\n'");
  throw new Error(stdout);
});`,
  );
  const step = join(lab.dir, 'step.md');
  writeFileSync(step, '');
  const { code, stdout, stderr } = await lab.hil(['run', '--json'], { GITHUB_ACTIONS: 'true', CI: 'true', GITHUB_STEP_SUMMARY: step });
  expect(code, stderr).toBe(2);
  const [command, ...others] = commandsIn(stdout + stderr);
  expect(command).toMatch(/^::error file=suites\/first\.ts,line=\d+,col=\d+,title=error on virtual%3A first > is attacked by its board::/);
  expect(others).toEqual([]);
  expect(stderr).toContain('   | ::error title=evil::x\n   | # #vso[task.complete result=Succeeded]\n');
  expect(JSON.parse(stdout)).toMatchObject({ version: 1, exitCode: 2, totals: { error: 1 } });
  expect(readFileSync(step, 'utf8')).toMatch(/^# 1 error/);
  expect(stderr).toContain('/index.html');
});
