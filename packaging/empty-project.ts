import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const projectRoot = fileURLToPath(new URL('..', import.meta.url));

export interface Said {
  readonly exitCode: number;
  readonly text: string;
}

const run = promisify(execFile);
// In host time: npm fetches and unpacks about 200 packages.
const withinMs = 600_000;

/** A project of somebody else, into which the packed package is installed as from a registry. */
export class EmptyProject implements Disposable {
  readonly dir = mkdtempSync(join(tmpdir(), 'hil-empty-project-'));

  static async withPackage(): Promise<EmptyProject> {
    const project = new EmptyProject();
    await project.#must('npm', ['pack', projectRoot, '--silent', '--pack-destination', project.dir]);
    project.write('package.json', '{ "name": "our-lab", "private": true, "type": "module" }\n');
    await project.#must('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefer-offline', './verdin-hil-0.1.0.tgz']);
    return project;
  }

  async install(name: string): Promise<void> {
    await this.#must('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefer-offline', '--save-dev', name]);
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.dir, name), text);
  }

  copy(from: string, to: string): void {
    cpSync(join(projectRoot, from), join(this.dir, to), { recursive: true });
  }

  hil(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> {
    return this.#run(process.execPath, ['node_modules/verdin-hil/bin/hil.js', ...args], env);
  }

  /** As documents tell a stranger to call it. */
  npx(args: readonly string[]): Promise<Said> {
    return this.#run('npx', ['--no', ...args]);
  }

  /** With what `tsc --init` writes, and the compiler of this checkout. */
  async typeCheck(): Promise<Said> {
    const tsc = join(projectRoot, 'node_modules/typescript/bin/tsc');
    await this.#must(process.execPath, [tsc, '--init']);
    return this.#run(process.execPath, [
      tsc,
      '--noEmit',
      '--types',
      'node',
      '--typeRoots',
      join(projectRoot, 'node_modules/@types'),
      '-p',
      '.',
    ]);
  }

  async #must(command: string, args: readonly string[]): Promise<void> {
    const { exitCode, text } = await this.#run(command, args);
    if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')}: ${text}`);
  }

  async #run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> {
    const options = { cwd: this.dir, env: { ...process.env, ...env }, timeout: withinMs, maxBuffer: 64 * 1024 * 1024 };
    try {
      const { stdout, stderr } = await run(command, [...args], options);
      return { exitCode: 0, text: stdout + stderr };
    } catch (cause) {
      const { code, stdout, stderr } = cause as { readonly code?: number; readonly stdout: string; readonly stderr: string };
      return { exitCode: code ?? -1, text: stdout + stderr };
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
