import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { projectRoot } from './testing/hil-process.ts';

vi.setConfig({ testTimeout: 120_000 });

const main = `
import { readFileSync } from 'node:fs';
import { SmallError, said } from '../said.ts';
export const errorText = (error: unknown): string => 'told: ' + String(error);
export const main = async (): Promise<number> => {
  const beside = readFileSync(new URL('./beside.txt', import.meta.url), 'utf8');
  console.log(JSON.stringify({ said, beside, name: SmallError.name, later: (await import('../later.ts')).later }));
  return 0;
};
`;

/** A checkout with the programs of this one, and a few sources of its own. */
class Checkout implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'hil-checkout-'));
  constructor() {
    cpSync(join(projectRoot, 'bin'), join(this.root, 'bin'), { recursive: true });
    mkdirSync(join(this.root, 'node_modules'));
    for (const name of ['esbuild', 'vitest']) symlinkSync(join(projectRoot, 'node_modules', name), join(this.root, 'node_modules', name));
    this.write('package.json', '{ "type": "module" }');
    for (const entry of ['index', 'run/board-process/board-process', 'sim/virtual/main', 'sim/qemu/main']) {
      this.write(`src/${entry}.ts`, `export const name: string = '${entry}';`);
    }
    this.write('src/said.ts', "export class SmallError extends Error {}\nexport const said: string = 'first';");
    this.write('src/later.ts', 'class SmallError extends Error {}\nexport const later: string = SmallError.name;');
    this.write('src/cli/beside.txt', 'lies beside it');
    this.write('src/cli/main.ts', main);
  }

  write(path: string, text: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  start() {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(this.root, 'bin/hil.js')], { encoding: 'utf8' });
    return { status, told: stdout === '' ? undefined : (JSON.parse(stdout) as object), stderr };
  }

  get kept(): string[] {
    return readdirSync(join(this.root, 'node_modules/.cache/verdin-hil')).sort();
  }

  /** The file that is not a folder. */
  get list(): string {
    return join(this.root, 'node_modules/.cache/verdin-hil', this.kept.find((name) => name.endsWith('.json'))!);
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

const told = { said: 'first', beside: 'lies beside it', name: 'SmallError', later: 'SmallError' };
const asItLies = { status: 0, told, stderr: '' };

test('a checkout runs its sources, with their own places and names, and joins them once', () => {
  using checkout = new Checkout();
  expect(checkout.start()).toEqual(asItLies);
  const { kept } = checkout;
  const list = readFileSync(checkout.list, 'utf8');
  expect(checkout.start()).toEqual(asItLies);
  expect(checkout.kept).toEqual(kept);
  expect(readFileSync(checkout.list, 'utf8')).toBe(list);
});

test('a source that is changed, as long as before, is run as it is now', () => {
  using checkout = new Checkout();
  checkout.start();
  checkout.write('src/said.ts', "export class SmallError extends Error {}\nexport const said: string = 'other';");
  expect(checkout.start()).toEqual({ ...asItLies, told: { ...told, said: 'other' } });
  rmSync(join(checkout.root, 'src/said.ts'));
  expect(checkout.start()).toMatchObject({ status: 2, stderr: expect.stringContaining('said.ts') });
});

test('a mistake in one source stops those alone that load it', () => {
  using checkout = new Checkout();
  checkout.write('src/sim/qemu/main.ts', 'const = 1;');
  expect(checkout.start()).toEqual(asItLies);
  checkout.write('src/said.ts', 'const = 1;');
  expect(checkout.start()).toMatchObject({ status: 2, told: undefined, stderr: expect.stringMatching(/^hil: it cannot start: /) });
});

test('where nothing can be kept, and where what was kept is gone, sources run all the same', () => {
  using checkout = new Checkout();
  checkout.start();
  for (const name of checkout.kept.filter((name) => !name.endsWith('.json'))) {
    rmSync(join(checkout.root, 'node_modules/.cache/verdin-hil', name), { recursive: true });
  }
  expect(checkout.start()).toEqual(asItLies);
  rmSync(join(checkout.root, 'node_modules/.cache'), { recursive: true });
  checkout.write('node_modules/.cache', 'is no folder');
  expect(checkout.start()).toEqual(asItLies);
});

test('what one user has joined another may read, and what cannot be read is not used', () => {
  using checkout = new Checkout();
  checkout.start();
  const folder = join(checkout.root, 'node_modules/.cache/verdin-hil', checkout.kept.find((name) => !name.endsWith('.json'))!);
  expect(statSync(folder).mode & 0o777).toBe(0o777 & ~process.umask());
  // Root reads everything: as somebody else it finds a file where a folder was.
  rmSync(folder, { recursive: true });
  writeFileSync(folder, '');
  chmodSync(folder, 0);
  expect(checkout.start()).toEqual(asItLies);
});
