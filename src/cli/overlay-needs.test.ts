import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';
import { RunReports } from './testing/run-reports.ts';

// Whole runs in processes of their own, on a host that may be busy.
vi.setConfig({ testTimeout: 300_000 });

const overlay = (lab: LabFolder, name: string, source: string): void =>
  writeFileSync(
    join(lab.dir, name),
    execFileSync('dtc', ['-q', '-@', '-I', 'dts', '-O', 'dtb', '-'], { input: `/dts-v1/;\n/plugin/;\n${source}` }),
  );

const labWith = (board: string): LabFolder => {
  const lab = new LabFolder();
  lab.lab({
    boards: `virtual: verdinImx8mp(virtualBoard(${board}))`,
    rest: `firmware: { 'tcm-hello': m7Elf('${projectRoot}firmware/prebuilt/tcm-hello.elf') }, overlays: { core: 'core.dtbo', spoilt: 'spoilt.dtbo' },`,
  });
  overlay(
    lab,
    'core.dtbo',
    `&{/} { reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; own: m7@81000000 { reg = <0 0x81000000 0 0x100000>; }; };
     imx8mp-cm7 { compatible = "fsl,imx8mp-cm7"; memory-region = <&own>; }; };`,
  );
  // A header of a device tree, and nothing behind it.
  const spoilt = Buffer.alloc(64);
  spoilt.writeUInt32BE(0xd00dfeed);
  writeFileSync(join(lab.dir, 'spoilt.dtbo'), spoilt);
  return lab;
};

test('a scenario gets the overlays that it needs, is told of a core that it left out, and what U-Boot refuses is the product’s', async () => {
  await using lab = labWith("{ speed: 50, image: 'bsp', hmpOverlay: false }");
  lab.suite(
    'first',
    `
scenario('finds none', {}, async ({ m7 }) => { await expect(m7.state()).rejects.toThrow('apply the HMP overlay'); });
scenario('gets it', { overlay: 'hmp', firmware: 'tcm-hello', expect: 'alive' }, async ({ m7 }) => { await m7.start('tcm-hello'); });
scenario('brings its own', { overlay: { files: ['core'] }, firmware: 'tcm-hello', expect: 'alive' }, async ({ board, m7 }) => {
  await m7.start('tcm-hello');
  expect((await board.linux.run('ls /proc/device-tree/reserved-memory')).stdout).toContain('m7@81000000');
});
scenario('leaves it out and wants it', { overlay: 'none' }, async ({ m7 }) => { await m7.start('tcm-hello'); });
scenario('brings a spoilt one', { overlay: { files: ['spoilt'] } }, async () => {});
`,
  );
  const { code } = await lab.hil(['run']);
  const reports = new RunReports(lab.run, code);
  reports.agree('first > gets it', { verdict: 'passed' });
  reports.agree('first > brings its own', { verdict: 'passed' });
  reports.agree('first > leaves it out and wants it', {
    verdict: 'error',
    fault: 'suite',
    says: /the scenario wants none of the HMP overlay/,
  });
  reports.agree('first > brings a spoilt one', {
    verdict: 'failed',
    fault: 'dut',
    says: /U-Boot could not apply hil-spoilt\.dtbo: .*FDT_ERR/,
  });
  expect(reports.exitCode).toBe(1);
  const predictions = lab
    .events('virtual')
    .flatMap((event) => (event.type === 'm7.observed' ? [event.observation.predicted?.outcome] : []));
  expect(predictions).toEqual(['alive', 'alive']);
  const restored = lab.events('virtual').flatMap((event) => (event.type === 'provision.restored' ? [event.what] : []));
  expect(restored).toEqual(
    expect.arrayContaining(['/boot/overlays.txt', '/boot/overlays/hil-core.dtbo', '/boot/overlays/hil-spoilt.dtbo']),
  );
});

test('what nobody can lay over a device tree is said before anything is touched', async () => {
  await using lab = labWith('{}');
  lab.suite('first', "scenario('a', { overlay: { files: ['cores'] } }, () => {});\nscenario('b', { overlay: 'hpm' }, () => {});\n");
  const misspelt = await lab.hil(['run']);
  expect(misspelt).toMatchObject({ code: 3 });
  expect(misspelt.text).toContain("overlay: expected 'hmp' or 'none', got 'hpm'; did you mean 'hmp'?");
  lab.suite('first', "scenario('a', { overlay: { files: ['cores'] } }, () => {});\n");
  const unknown = await lab.hil(['run']);
  expect(unknown).toMatchObject({ code: 3 });
  expect(unknown.text).toContain("the lab file names no overlay 'cores'; did you mean 'core'?");
  writeFileSync(join(lab.dir, 'core.dtbo'), 'text');
  const text = await lab.hil(['run']);
  expect(text).toMatchObject({ code: 3 });
  expect(text.text).toContain("overlays.core: 'core.dtbo' is no compiled device tree");
});
