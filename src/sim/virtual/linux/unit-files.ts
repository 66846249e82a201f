import { FileError, newLink } from './file-tree.ts';
import { ShellJobs } from './jobs.ts';
import type { RunningLinux } from './running-linux.ts';
import { SessionInput } from './session-input.ts';
import type { UnitRun, Units } from './units.ts';
import { runScript } from './userland.ts';

const folder = '/etc/systemd/system';
const wants = `${folder}/multi-user.target.wants`;
const idle: UnitRun = { activeState: 'inactive', result: 'success', status: 0, log: [] };

/** Service units that somebody put on the board: their ExecStart lines run as root, at boot where multi-user.target wants them. */
export class UnitFiles implements Units {
  readonly #linux: RunningLinux;
  readonly #signal: AbortSignal;
  readonly #runs = new Map<string, UnitRun>();
  constructor(linux: RunningLinux, signal: AbortSignal) {
    this.#linux = linux;
    this.#signal = signal;
  }

  /** By `name` or `name.service`. */
  has(unit: string): boolean {
    return this.#text(nameOf(unit)) !== undefined;
  }

  isEnabled(unit: string): boolean {
    return this.#linux.tree.get(wants)?.kind === 'folder' && this.#text(nameOf(unit), wants) !== undefined;
  }

  runOf(unit: string): UnitRun {
    return this.#runs.get(nameOf(unit)) ?? idle;
  }

  async startWanted(): Promise<void> {
    const wanted = this.#linux.tree.get(wants);
    if (wanted?.kind !== 'folder') return;
    await Promise.all([...wanted.entries.keys()].filter((name) => name.endsWith('.service')).map((name) => this.start(name)));
  }

  async start(unit: string): Promise<UnitRun> {
    const name = nameOf(unit);
    const text = this.#text(name) ?? '';
    let run: UnitRun = { ...idle, activeState: 'activating' };
    this.#runs.set(name, run);
    for (const line of valuesOf(text, 'ExecStart')) {
      const said: string[] = [];
      const heard = (text: string): void => void said.push(text);
      const { exitCode, stdout, stderr } = await runScript(this.#session(heard), commandOf(line));
      const log = [...run.log, ...`${said.join('')}${stdout.toString()}${stderr}`.split('\n').filter(Boolean)];
      run = { activeState: 'activating', result: exitCode === 0 || line.startsWith('-') ? 'success' : 'exit-code', status: exitCode, log };
      if (run.result !== 'success') break;
    }
    const stays = /^(?:yes|true|on|1)$/i.test(valuesOf(text, 'RemainAfterExit').at(-1) ?? '');
    run = { ...run, activeState: run.result !== 'success' ? 'failed' : stays ? 'active' : 'inactive' };
    this.#runs.set(name, run);
    return run;
  }

  stop(unit: string): void {
    this.#runs.delete(nameOf(unit));
  }

  /** Where its [Install] section says multi-user.target, which is the only one that this board reaches. */
  enable(unit: string): void {
    const name = nameOf(unit);
    if (valuesOf(this.#text(name) ?? '', 'WantedBy').includes('multi-user.target'))
      this.#linux.tree.put(`${wants}/${name}`, newLink(`${folder}/${name}`));
  }

  disable(unit: string): void {
    const wanted = this.#linux.tree.get(wants);
    if (wanted?.kind === 'folder') wanted.entries.delete(nameOf(unit));
  }

  #text(name: string, where = folder): string | undefined {
    try {
      return Buffer.from(this.#linux.fsFor(0).read(`${where}/${name}`)).toString();
    } catch (error) {
      if (error instanceof FileError) return undefined;
      throw error;
    }
  }

  /** `heard`: what does not wait for the end of the script. */
  #session(heard: (text: string) => void): Parameters<typeof runScript>[0] {
    const fs = this.#linux.fsFor(0);
    const input = new SessionInput();
    input.end();
    return {
      linux: this.#linux,
      fs,
      uid: 0,
      user: 'root',
      input,
      stdout: (bytes) => heard(Buffer.from(bytes).toString()),
      stderr: heard,
      signal: this.#signal,
      deadlines: [],
      jobs: new ShellJobs(),
      sinks: [],
    };
  }
}

const nameOf = (unit: string): string => (unit.endsWith('.service') ? unit : `${unit}.service`);

const valuesOf = (text: string, key: string): string[] =>
  text
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1).trim()] : []));

// systemd.service(5), COMMAND LINES: a prefix, and `$$` and `%%` for the characters themselves.
const commandOf = (line: string): string =>
  line
    .replace(/^[-@:+!|]+/, '')
    .replaceAll('$$', '$')
    .replaceAll('%%', '%');
