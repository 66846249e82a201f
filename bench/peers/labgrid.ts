import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Labgrid {
  readonly python: string;
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The checkout that HIL_LABGRID names, or the package of this host; undefined where there is none. */
export const findLabgrid = (): Labgrid | undefined => {
  const checkout = process.env.HIL_LABGRID;
  const env =
    checkout === undefined ? process.env : { ...process.env, PYTHONPATH: [checkout, process.env.PYTHONPATH].filter(Boolean).join(':') };
  const ask =
    'import labgrid.driver, importlib.metadata as m\ntry: print(m.version("labgrid"))\nexcept m.PackageNotFoundError: print("of a checkout")';
  for (const python of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(python, ['-W', 'ignore', '-c', ask], { env, encoding: 'utf8' });
    if (status === 0) return { python, version: stdout.trim().split('\n').at(-1) ?? '', env };
  }
  return undefined;
};

export interface LabgridSettings {
  readonly host: string;
  readonly port: number;
  readonly on: string;
  readonly off: string;
  readonly user: string;
  readonly password: string;
  /** Seconds. */
  readonly loginWithin: number;
  readonly idle: number;
}

export interface LabgridEvent {
  readonly event: 'on' | 'shell' | 'idle' | 'awake' | 'failed';
  /** CLOCK_MONOTONIC in seconds: host monotonic milliseconds / 1000. */
  readonly at: number;
  readonly level?: string;
  readonly cause?: string;
}

export interface LabgridRun {
  readonly events: readonly LabgridEvent[];
  /** What its console log holds. */
  readonly log: Buffer;
  readonly stderr: string;
}

/** Runs the script to its end; `onEvent` while it runs. */
export const runLabgrid = async (
  { python, env }: Labgrid,
  settings: LabgridSettings,
  onEvent: (event: LabgridEvent) => void,
): Promise<LabgridRun> => {
  const logs = mkdtempSync(join(tmpdir(), 'hil-labgrid-'));
  const script = fileURLToPath(new URL('./labgrid_board.py', import.meta.url));
  const child = spawn(python, ['-W', 'ignore', script, JSON.stringify({ ...settings, logs })], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2000);
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const events: LabgridEvent[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    const event = JSON.parse(line) as LabgridEvent;
    events.push(event);
    onEvent(event);
  }
  await ended;
  const log = Buffer.concat(readdirSync(logs).map((name) => withoutHead(readFileSync(join(logs, name)))));
  rmSync(logs, { recursive: true, force: true });
  return { events, log, stderr };
};

const headEnd = '=== Log starts here ===\n';

const withoutHead = (log: Buffer): Buffer => {
  const at = log.indexOf(headEnd);
  return at < 0 ? log : log.subarray(at + headEnd.length);
};
