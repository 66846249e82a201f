import { expect, test, vi } from 'vitest';
import { LabFolder } from './testing/lab-folder.ts';
import { RunReports } from './testing/run-reports.ts';

// A whole run in processes of its own, on a host that may be busy.
vi.setConfig({ testTimeout: 300_000 });

test('the shipped suites run on a Verdin iMX8M Mini, and skip with the reason what its chip does not have', async () => {
  await using lab = new LabFolder();
  lab.lab({
    before: 'const { shippedFirmware, shippedSuites, verdinImx8mm } = lab;',
    boards: 'mini: verdinImx8mm(virtualBoard({ speed: 50 }))',
    rest: 'suites: shippedSuites(), firmware: shippedFirmware(verdinImx8mm),',
  });
  const { code } = await lab.hil(['run', 'memory', 'mcore-booted']);
  const reports = new RunReports(lab.run, code);
  expect(code).toBe(0);

  for (const name of [
    'TCM: code in ITCM and data in DTCM live',
    'TCM: a segment that ends one byte before the end of the ITCM lives',
    'TCM: an image linked at the addresses of the A53 is refused',
    'DDR: an image in the reserved region that brings its start vector lives',
    'DDR: an image outside the reserved region is refused, and the table is not to blame',
  ])
    reports.agree(`memory > ${name}`, { verdict: 'passed' });
  for (const name of [
    'with the argument, without preload: lives',
    'with the argument, with preload: the preloaded image lives on under Linux',
    'a mistyped argument is on the command line and has no effect',
  ])
    reports.agree(`mcore-booted > ${name}`, { verdict: 'passed' });
  reports.agree('mcore-booted > without the argument, with preload: the M7 falls silent when Linux gates its clock', { verdict: 'known' });

  for (const [id, reason] of [
    [
      'memory > TCM: a segment that ends exactly on the end of the ITCM is refused',
      'ITCM and DTCM of an i.MX 8M Mini lie side by side for its M4, in one row of the table of the loader',
    ],
    [
      'mcore-booted > without the argument, without preload: Linux freezes inside the start, and the watchdog resets it',
      'the TCM of an i.MX 8M Mini hangs on no power domain that Linux switches off',
    ],
  ] as const) {
    reports.agree(id, { verdict: 'skipped' });
    expect([reports.of(id).junitText, JSON.stringify(reports.of(id).json), reports.summary]).toEqual(
      Array(3).fill(expect.stringContaining(reason)),
    );
  }

  const opened = lab.events('mini').find((event) => event.type === 'board.opened');
  expect(opened).toMatchObject({ model: 'verdin-imx8mm' });
});
