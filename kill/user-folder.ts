import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const compileCache = `tsx-${userInfo().uid}`;

/** A user's lab in a folder of its own, with leases, a temporary folder and reports of its own. */
export class UserFolder implements Disposable {
  readonly dir: string;
  readonly reports: string;
  readonly leases: string;
  #isKept = false;
  constructor(prefix: string, labFile: string) {
    this.dir = mkdtempSync(join(tmpdir(), prefix));
    this.reports = join(this.dir, 'reports');
    this.leases = join(this.dir, 'leases');
    for (const name of ['tmp', 'leases', 'suites']) mkdirSync(join(this.dir, name));
    // The cache of compiled sources is the machine's, not the case's.
    mkdirSync(join(tmpdir(), compileCache), { recursive: true });
    symlinkSync(join(tmpdir(), compileCache), join(this.dir, 'tmp', compileCache));
    this.write('package.json', '{ "type": "module" }');
    this.write('lab.config.ts', labFile);
  }

  get environment(): NodeJS.ProcessEnv {
    return { TMPDIR: join(this.dir, 'tmp'), HIL_LEASES: this.leases };
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.dir, path)), { recursive: true });
    writeFileSync(join(this.dir, path), text);
  }

  /** A file or folder of this project, under the name it has there or another one. */
  copy(path: string, name: string): void {
    cpSync(join(root, path), join(this.dir, name), { recursive: true });
  }

  /** Every run's folder, oldest first. */
  get runs(): string[] {
    if (!existsSync(this.reports)) return [];
    const names = readdirSync(this.reports).filter((name) => /^\d/.test(name));
    return names.sort().map((name) => join(this.reports, name));
  }

  /** What should have gone away with the run. */
  get temporary(): string[] {
    return readdirSync(join(this.dir, 'tmp')).filter((name) => name !== compileCache);
  }

  keep(): void {
    this.#isKept = true;
    process.stdout.write(`          ${this.dir}\n`);
  }

  [Symbol.dispose](): void {
    if (!this.#isKept) rmSync(this.dir, { recursive: true, force: true });
  }
}
