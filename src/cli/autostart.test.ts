import { expect, test, vi } from 'vitest';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';
import { RunReports } from './testing/run-reports.ts';

// A whole run in a process of its own, on a host that may be busy.
vi.setConfig({ testTimeout: 300_000 });

test('an image that a unit starts is proven, a refused one is the product’s, and a unit that did not run is the lab’s', async () => {
  await using lab = new LabFolder();
  const image = (name: string): string => `'${name}': m7Elf('${projectRoot}firmware/prebuilt/${name}.elf')`;
  lab.lab({
    boards: 'virtual: verdinImx8mp(virtualBoard({ speed: 50 }))',
    rest: `firmware: { ${image('tcm-hello')}, ${image('a53-addresses')} },`,
  });
  lab.suite(
    'first',
    `
scenario('lives', { boot: 'cold', autostart: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.observe('tcm-hello'); });
scenario('is refused', { boot: 'cold', autostart: 'a53-addresses', expect: 'alive' }, async ({ m7 }) => { await m7.observe('a53-addresses'); });
scenario('takes the unit away', { autostart: 'a53-addresses' }, async ({ board }) => {
  await board.linux.run('systemctl disable hil-m7', { asRoot: true });
});
scenario('finds no unit', { boot: 'cold', autostart: 'a53-addresses' }, async () => {});
scenario('has none', { boot: 'cold' }, async ({ m7 }) => { expect(await m7.state()).toBe('offline'); });
`,
  );
  const { code } = await lab.hil(['run']);
  const reports = new RunReports(lab.run, code);
  reports.agree('first > lives', { verdict: 'passed' });
  reports.agree('first > is refused', { verdict: 'failed', says: /refused/ });
  reports.agree('first > finds no unit', { verdict: 'error', fault: 'lab', says: /systemd did not start hil-m7.service in this boot/ });
  reports.agree('first > has none', { verdict: 'passed' });
  expect(code).toBe(1);
});
