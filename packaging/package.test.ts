import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { hostLimit } from '../src/core/testing/host-pace.ts';
import { boardClock } from '../src/core/time.ts';
import { virtualBoard } from '../src/drivers/rig/virtual-board.ts';
import { EmptyProject, projectRoot } from './empty-project.ts';
import { serveTasmota } from './tasmota-server.ts';

let project: EmptyProject;
beforeAll(async () => {
  project = await EmptyProject.withPackage();
}, hostLimit(900_000));
afterAll(() => project[Symbol.dispose]());

const shell = `just-bash@${packageJson.peerDependencies['just-bash']}`;

/** The TypeScript of README.md as a reader would copy it. */
const readmeBlocks = (): string[] =>
  [...readFileSync(join(projectRoot, 'README.md'), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, block]) => block!);

test('what is packed is what a user needs, and no test', () => {
  const files = readdirSync(join(project.dir, 'node_modules/verdin-hil'), { recursive: true, encoding: 'utf8' });
  expect(files).toEqual(
    expect.arrayContaining([
      'assets/page/page.js',
      'assets/page/page.css',
      'dist/index.js',
      'dist/index.d.ts',
      'docs/architecture.md',
      'suites/cold-boot.ts',
      'README.md',
    ]),
  );
  expect(files.filter((file) => /\.test\.|\/testing\/|^src\//.test(file))).toEqual([]);
});

test(
  'without the shell of the virtual Linux a virtual board is asked for in vain, in one sentence',
  async () => {
    project.copy('firmware/prebuilt/tcm-hello.elf', 'tcm-hello.elf');
    for (const words of [['virtual'], ['try', 'tcm-hello.elf']]) {
      const { exitCode, text } = await project.hil(words);
      expect(text).toContain('a virtual board needs the package just-bash, which is not installed here');
      expect(text).toContain(`npm install --save-dev ${shell}`);
      expect(exitCode).toBe(3);
    }
    await project.install(shell);
  },
  hostLimit(300_000),
);

test('a log is scanned without a board, a lab file or the shell of the virtual Linux', { timeout: hostLimit(300_000) }, async () => {
  project.write('boot.log', '[   12.000000] kernel BUG at drivers/virtio/virtio_ring.c:246!\n');
  project.write('well.log', '[    0.000000] Booting Linux on physical CPU 0x0\n');
  const broken = await project.npx(['verdin-hil', 'scan', '--json', 'boot.log']);
  const well = await project.npx(['verdin-hil', 'scan', 'well.log']);
  expect(JSON.parse(broken.text)).toMatchObject({ file: 'boot.log', kind: 'bug', severity: 'fatal' });
  expect([broken.exitCode, well.exitCode]).toEqual([1, 0]);
});

test('README’s lab file, its scenario and the examples have no type errors in a project of their own', {
  timeout: hostLimit(600_000),
}, async () => {
  const blocks = readmeBlocks();
  const labs = blocks.filter((block) => block.includes('defineLab'));
  const scenarios = blocks.filter((block) => block.includes('scenario('));
  expect([labs.length, scenarios.length]).toEqual([1, 1]);
  project.write('lab.config.ts', labs[0]!);
  project.write('readme-scenario.ts', scenarios[0]!);
  project.copy('examples/own-parts', 'own-parts');

  expect(await project.typeCheck()).toEqual({ exitCode: 0, text: '' });
});

test('the shipped suites run from the installed package', { timeout: hostLimit(600_000) }, async () => {
  project.write(
    'shipped.lab.config.ts',
    `import { defineLab, junit, runJson, shippedFirmware, shippedSuites, summary, verdinImx8mp, virtualBoard } from 'verdin-hil';
export default defineLab({
  boards: { virtual: verdinImx8mp(virtualBoard({ speed: 50 })) },
  suites: [shippedSuites(), 'no-own-suites/**/*.ts'],
  firmware: shippedFirmware(),
  reports: { dir: 'shipped-reports', write: [summary(), junit(), runJson()] },
});
`,
  );
  expect(await project.hil(['run', '--plan', '--config', 'shipped.lab.config.ts'])).toMatchObject({ exitCode: 0 });
  const { exitCode, text } = await project.hil(['run', 'mcore-booted', '--config', 'shipped.lab.config.ts']);
  expect(text).toContain('exit code 0: as expected');
  expect(exitCode).toBe(0);
});

test('a power driver, a detector rule and a reporter of a lab’s own work from the installed package', {
  timeout: hostLimit(600_000),
}, async () => {
  project.copy('examples/own-parts', 'own-parts');
  const { signal } = new AbortController();
  const context = { board: 'verdin-01', clock: boardClock(50), signal, stateDir: project.dir };
  await using rig = await virtualBoard({ speed: 50 }).start(context);
  await using relay = await rig.power.connect(context);
  await using plug = await serveTasmota((state) => relay[state]());
  const portOf = (driver: { readonly settings: object } | undefined): string =>
    String((driver!.settings as { readonly port: number }).port);

  const { exitCode, text } = await project.hil(['run', '--config', 'own-parts/lab.config.ts'], {
    PLUG: plug.host,
    A53_PORT: portOf(rig.consoles.a53),
    M7_PORT: portOf(rig.consoles.m7),
    SSH_PORT: portOf(rig.ssh),
    SPEED: '50',
  });

  expect(text).toContain('exit code 0: as expected');
  expect(exitCode).toBe(0);
  const table = readFileSync(join(project.dir, 'own-parts/reports/latest/verdicts.csv'), 'utf8');
  expect(table).toContain('"sensor > the image starts after a power cycle","passed"');
  expect(await relay.state()).toBe('off');
});
