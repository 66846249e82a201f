import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { VirtualEndpoints } from '../src/core/virtual.ts';
import type { Moment } from './moment.ts';
import { UserFolder } from './user-folder.ts';
import type { WireTap } from './wire-tap.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The name of the board in every case. */
export const boardName = 'real';

/** The lab of one case of the kill matrix. */
export class CaseFolder extends UserFolder {
  readonly #environment: NodeJS.ProcessEnv;
  constructor(
    { ssh, speed }: VirtualEndpoints,
    { ports }: WireTap,
    { endState = 'off', holds = '' }: Pick<Moment, 'endState' | 'holds'> = {},
  ) {
    super('hil-kill-', labFile({ ssh, speed, ports, endState }));
    this.copy('kill/suites', 'suites');
    this.copy('kill/hold.ts', 'hold.ts');
    this.#environment = { LAB_PASSWORD: ssh.password, HIL_KILL_HOLD: holds, HIL_KILL_DIR: this.dir };
  }

  override get environment(): NodeJS.ProcessEnv {
    return { ...super.environment, ...this.#environment };
  }

  /** Lets what is held go on. */
  release(): void {
    this.write('go', '');
  }

  /** What the board is owed, as the lab keeps it. */
  get owed(): string | undefined {
    const path = join(this.dir, '.hil', `${boardName}.owed.json`);
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
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
