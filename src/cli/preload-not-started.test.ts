import { expect, test, vi } from 'vitest';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';
import { RunReports } from './testing/run-reports.ts';

// Whole runs in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 180_000 });

const runOn = async (board: string, suite: string): Promise<RunReports> => {
  await using lab = new LabFolder();
  lab.lab({
    boards: `virtual: verdinImx8mp(virtualBoard(${board}))`,
    rest: `firmware: { 'tcm-hello': m7Elf('${projectRoot}firmware/prebuilt/tcm-hello.elf') },`,
  });
  lab.suite('first', suite);
  const { code } = await lab.hil(['run']);
  return new RunReports(lab.run, code);
};

const needs = "{ boot: 'cold', preload: 'tcm-hello', firmware: 'tcm-hello', expect: 'alive' }";

test('a preload whose file is gone is the lab’s error with U-Boot’s lines, and is put there again', async () => {
  const reports = await runOn(
    '{ speed: 50 }',
    `
scenario('removes the file', { boot: 'cold', preload: 'tcm-hello' }, async ({ board }) => {
  await board.linux.run('rm /var/lib/hil-firmware/hil-tcm-hello.bin && sync', { asRoot: true });
});
scenario('needs the file', ${needs}, async ({ m7 }) => { await m7.observe('tcm-hello'); });
scenario('needs it again', ${needs}, async ({ m7 }) => { await m7.observe('tcm-hello'); });
`,
  );
  reports.agree('first > removes the file', { verdict: 'passed' });
  reports.agree('first > needs the file', {
    verdict: 'error',
    fault: 'lab',
    says: /U-Boot cannot load \/ostree\/\S+\/hil-tcm-hello\.bin: \*\* File not found/,
  });
  reports.agree('first > needs it again', { verdict: 'passed' });
  expect(reports.exitCode).toBe(2);
});

test('a preload that U-Boot says it did not start is the product’s failure, not a prediction that does not hold', async () => {
  const reports = await runOn(
    "{ speed: 50, tfA: 'upstream' }",
    `scenario('is preloaded', ${needs}, async ({ m7 }) => { await m7.observe('tcm-hello'); });`,
  );
  reports.agree('first > is preloaded', {
    verdict: 'failed',
    fault: 'dut',
    says: /the M7 was running already, so U-Boot did not start .*hil-tcm-hello\.bin/,
  });
  expect(reports.exitCode).toBe(1);
});
