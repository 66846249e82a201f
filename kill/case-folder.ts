import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { VirtualEndpoints } from '../src/core/virtual.ts';
import type { Moment } from './moment.ts';
import type { WireTap } from './wire-tap.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const compileCache = `tsx-${userInfo().uid}`;

/** The name of the board in every case. */
export const boardName = 'real';

/** A user's lab for one case, with leases, a temporary folder and reports of its own. */
export class CaseFolder implements Disposable {
  readonly dir = mkdtempSync(join(tmpdir(), 'hil-kill-'));
  readonly reports = join(this.dir, 'reports');
  readonly leases = join(this.dir, 'leases');
  readonly environment: NodeJS.ProcessEnv;
  #isKept = false;
  constructor(
    { ssh, speed }: VirtualEndpoints,
    { ports }: WireTap,
    { endState = 'off', holds = '' }: Pick<Moment, 'endState' | 'holds'> = {},
  ) {
    for (const name of ['tmp', 'leases']) mkdirSync(join(this.dir, name));
    // The cache of compiled sources is the machine's, not the case's.
    mkdirSync(join(tmpdir(), compileCache), { recursive: true });
    symlinkSync(join(tmpdir(), compileCache), join(this.dir, 'tmp', compileCache));
    cpSync(join(root, 'kill/suites'), join(this.dir, 'suites'), { recursive: true });
    cpSync(join(root, 'kill/hold.ts'), join(this.dir, 'hold.ts'));
    writeFileSync(join(this.dir, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(this.dir, 'lab.config.ts'), labFile({ ssh, speed, ports, endState }));
    this.environment = {
      TMPDIR: join(this.dir, 'tmp'),
      HIL_LEASES: this.leases,
      LAB_PASSWORD: ssh.password,
      HIL_KILL_HOLD: holds,
      HIL_KILL_DIR: this.dir,
    };
  }

  /** Lets what is held go on. */
  release(): void {
    writeFileSync(join(this.dir, 'go'), '');
  }

  /** Every run's folder, oldest first. */
  get runs(): string[] {
    if (!existsSync(this.reports)) return [];
    const names = readdirSync(this.reports).filter((name) => /^\d/.test(name));
    return names.sort().map((name) => join(this.reports, name));
  }

  /** What the board is owed, as the lab keeps it. */
  get owed(): string | undefined {
    const path = join(this.dir, '.hil', `${boardName}.owed.json`);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
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

interface LabParts {
  readonly ssh: VirtualEndpoints['ssh'];
  readonly speed: number;
  readonly ports: WireTap['ports'];
  readonly endState: 'off' | 'keep';
}

const labFile = ({ ssh, speed, ports, endState }: LabParts): string => `
import { defineLab, fromEnv, junit, m7Elf, runJson, shellyPlug, sshShell, summary, tcpConsole, verdinImx8mp } from '${root}src/index.ts';
import { hold } from './hold.ts';

await hold(process.send ? 'loading the lab file again' : 'loading the lab file');
const report = (name: string) => ({ name: \`hold \${name}\`, write: () => hold(name) });
const login = { user: '${ssh.user}', password: fromEnv('LAB_PASSWORD') };

export default defineLab({
  boards: {
    ${boardName}: verdinImx8mp({
      power: shellyPlug({ host: '127.0.0.1:${ports.relay}' }),
      consoles: { a53: tcpConsole({ host: '127.0.0.1', port: ${ports.a53} }), m7: tcpConsole({ host: '127.0.0.1', port: ${ports.m7} }) },
      ssh: sshShell({ host: '127.0.0.1', port: ${ports.ssh}, ...login }),
      login,
      speed: ${speed},
    }, { endState: '${endState}' }),
  },
  suites: 'suites/*.ts',
  retries: { suite: 1 },
  firmware: {
    'tcm-hello': m7Elf('${root}firmware/prebuilt/tcm-hello.elf'),
    'ddr-plain': m7Elf('${root}firmware/prebuilt/ddr-plain.elf'),
  },
  reports: {
    dir: 'reports',
    write: [report('before the summary'), summary(), report('before junit.xml'), junit(), report('before run.json'), runJson(), report('after the reports')],
  },
});
`;
