import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { hostLimit } from '../../../core/testing/host-pace.ts';
import { endProcess, until } from '../../testing/pty.ts';
import { freePort } from '../../testing/wires.ts';
import { CoordinatorSession } from '../coordinator-session.ts';
import type { ResourceMatch } from '../protocol.ts';
import { type ClientFolder, clientFolder } from './client-program.ts';
import type { Exporter, ExporterOptions, LabgridBench, Resources } from './labgrid-bench.ts';

type Program = 'coordinator' | 'exporter' | 'client';

// HIL_LABGRID: a folder with labgrid's Python package, such as a checkout; otherwise what is installed on this host.
const folder = process.env.HIL_LABGRID;
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';
const environment = folder ? { ...process.env, PYTHONPATH: [folder, process.env.PYTHONPATH ?? ''].join(':') } : process.env;

const commandOf = (program: Program): readonly [string, readonly string[]] =>
  folder ? [python, ['-m', `labgrid.remote.${program}`]] : [`labgrid-${program}`, []];

/** Why labgrid cannot be tested against on this host; undefined when it can. Before 25.0 its coordinator was no program but a component of crossbar. */
export const missingLabgrid = (): string | undefined => {
  for (const program of ['coordinator', 'exporter', 'client'] as const) {
    const [command, args] = commandOf(program);
    const { status, stderr } = spawnSync(command, [...args, '--help'], { env: environment, encoding: 'utf8', timeout: 60_000 });
    if (status !== 0)
      return folder
        ? `HIL_LABGRID does not run: ${stderr?.trim().split('\n').at(-1)}`
        : `labgrid-${program} 25.0 or later is not installed`;
  }
  return undefined;
};

/** labgrid's own coordinator and exporters, each a process. */
export class RealCoordinator implements LabgridBench {
  readonly address: string;
  readonly #folder: string;
  readonly #coordinator: ChildProcess;
  readonly #exporters: ChildProcess[] = [];
  readonly #client: ClientFolder = ownClient();

  private constructor(address: string, dir: string, coordinator: ChildProcess) {
    this.address = address;
    this.#folder = dir;
    this.#coordinator = coordinator;
  }

  static async start(places: Readonly<Record<string, readonly ResourceMatch[]>>): Promise<RealCoordinator> {
    const dir = await mkdtemp(join(tmpdir(), 'hil-labgrid-'));
    const address = `127.0.0.1:${await freePort()}`;
    // The coordinator keeps its places in this file; JSON is YAML.
    const kept = Object.entries(places).map(([name, matches]) => [name, { aliases: [], comment: '', tags: {}, matches }]);
    await writeFile(join(dir, 'places.yaml'), JSON.stringify(Object.fromEntries(kept)));
    const bench = new RealCoordinator(address, dir, start('coordinator', ['-l', address], dir));
    await until(async () => (await bench.#ask(() => true)) ?? false);
    return bench;
  }

  async exporter(name: string, groups: Resources, { isolated = false }: ExporterOptions = {}): Promise<Exporter> {
    const file = join(this.#folder, `${name}.yaml`);
    await writeFile(file, JSON.stringify(groups));
    const mode = isolated ? ['--isolated'] : [];
    const exporter = start('exporter', [...mode, '-c', this.address, '-n', name, '--hostname', '127.0.0.1', file], this.#folder);
    this.#exporters.push(exporter);
    const count = Object.values(groups).flatMap((group) => Object.keys(group)).length;
    const isOurs = (path: string): boolean => path.startsWith(`${name}/`);
    await until(async () => (await this.#ask(({ resources }) => [...resources.keys()].filter(isOurs).length)) === count);
    return {
      leave: async () => {
        await endProcess(exporter);
        await until(async () => (await this.#ask(({ resources }) => [...resources.keys()].some(isOurs))) === false);
      },
    };
  }

  get clientFolder(): string {
    return this.#client.path;
  }

  holderOf(place: string): Promise<string | undefined> {
    return this.#ask(({ places }) => places.get(place)?.acquired || undefined);
  }

  async kick(place: string): Promise<void> {
    const words = ['-x', this.address, '-p', place, 'release', '--kick'];
    await promisify(execFile)(join(this.clientFolder, 'labgrid-client'), words);
  }

  async close(): Promise<void> {
    await endProcess(this.#coordinator);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const exporter of this.#exporters) await endProcess(exporter);
    await this.close();
    this.#client[Symbol.dispose]();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #ask<T>(question: (session: CoordinatorSession) => T): Promise<T | undefined> {
    const options = { address: this.address, holder: 'test/observer', signal: AbortSignal.timeout(hostLimit(10_000)) };
    const session = await CoordinatorSession.open(options).catch(() => undefined);
    if (!session) return undefined;
    await using open = session;
    return question(open);
  }
}

const start = (program: Program, args: readonly string[], cwd: string): ChildProcess => {
  const [command, first] = commandOf(program);
  return spawn(command, [...first, ...args], { cwd, env: environment, stdio: 'ignore' });
};

const ownClient = (): ClientFolder => {
  const [command, args] = commandOf('client');
  if (folder) return clientFolder([command, ...args], { PYTHONPATH: environment.PYTHONPATH ?? '' });
  const installed = spawnSync('sh', ['-c', 'command -v labgrid-client'], { encoding: 'utf8' }).stdout.trim();
  return { path: dirname(installed), [Symbol.dispose]: () => {} };
};
