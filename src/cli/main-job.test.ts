import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeBundle } from '../bundle/make-bundle.ts';
import { openBundle } from '../bundle/open-bundle.ts';
import { shippedFirmware } from '../config/shipped.ts';
import type { LabEvent } from '../core/event.ts';
import { hostLimit } from '../core/testing/host-pace.ts';
import { readJournal } from '../journal/read-journal.ts';
import { replayRun } from '../replay/replay.ts';

// The five suites as a user starts them, in processes of their own, from the command line to the reports.

const root = fileURLToPath(new URL('../..', import.meta.url));
const suites = ['cold-boot', 'bootaux-preload', 'memory', 'large-elf', 'mcore-booted'];
const reports = mkdtempSync(join(tmpdir(), 'hil-main-job-'));
const mark = `HIL_TEST_MARK=${randomUUID()}`;

interface Start {
  readonly predicted: string | null;
  readonly observed: string;
  readonly mismatch: boolean;
}
interface RunJson {
  readonly exitCode: number;
  readonly boards: readonly { readonly name: string; readonly injected: readonly string[] }[];
  readonly scenarios: readonly {
    readonly id: string;
    readonly suite: string;
    readonly verdict: string;
    readonly starts: readonly Start[];
    readonly incidents: readonly { readonly kind: string; readonly expected: boolean }[];
  }[];
}

let exitCode: number | null;
let output: string;
let left: readonly string[];
let events: readonly LabEvent[];
let run: RunJson;

beforeAll(async () => {
  const [name = '', value] = mark.split('=');
  const child = spawn(process.execPath, ['bin/hil.js', 'run', ...suites, '--board', 'virtual', '--reports', reports], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, [name]: value },
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  exitCode = await ended;
  left = marked();
  output = stdout + stderr;
  events = await readJournal(join(reports, 'latest'));
  run = JSON.parse(readFileSync(join(reports, 'latest', 'run.json'), 'utf8')) as RunJson;
}, hostLimit(240_000));

afterAll(() => rmSync(reports, { recursive: true, force: true }));

// Whatever a run starts, at whatever depth and in whatever session, inherits its environment.
const marked = (): string[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => fileOf(`/proc/${pid}/environ`).split('\0').includes(mark))
    .map((pid) => `${pid} ${fileOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`);

const fileOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const startsOf = (id: RegExp): readonly Start[] => run.scenarios.filter((scenario) => id.test(scenario.id)).flatMap(({ starts }) => starts);

describe('the five suites on the virtual board', () => {
  test('end with exit code 0, each scenario passed or known', () => {
    expect(exitCode, output).toBe(0);
    expect(run.exitCode).toBe(0);
    expect(run.scenarios.filter(({ verdict }) => !['passed', 'known'].includes(verdict))).toEqual([]);
    expect(new Set(run.scenarios.map(({ suite }) => suite))).toEqual(new Set(suites));
    expect(run.scenarios.length).toBeGreaterThanOrEqual(35);
  });

  test('meet every outcome that a working lab can meet', () => {
    const observed = new Set(run.scenarios.flatMap(({ starts }) => starts.map((start) => start.observed)));
    expect(observed).toEqual(new Set(['alive', 'mute', 'stale', 'refused', 'frozen', 'crashed']));
  });

  test('come out as predicted, but where a fault was injected', () => {
    const injecting = new Set(
      events.flatMap((event) => (event.type === 'scenario.collected' && event.scenario.needs.injects ? [event.scenario.id] : [])),
    );
    const wrong = run.scenarios.filter(({ starts }) => starts.some(({ mismatch }) => mismatch)).map(({ id }) => id);
    expect(wrong).toEqual([...injecting]);
    expect(run.boards.map(({ injected }) => injected)).toEqual([['restart-stall']]);
    expect(run.scenarios.flatMap(({ starts }) => starts).filter(({ predicted }) => predicted === null)).toEqual([]);
  });

  test.each([
    [/a DDR image loaded after a TCM image leaves/, 'stale'],
    [/a power cycle without preload brings the mute DDR image back/, 'mute'],
    [/without the argument, without preload/, 'frozen'],
    [/stop and start of the large image ends in an RCU stall/, 'crashed'],
    [/a file that is not there/, 'refused'],
    [/stopped and loaded again/, 'alive'],
  ])('%s: %s', (id, outcome) => {
    expect(startsOf(id).at(-1)?.observed).toBe(outcome);
  });

  test('have no incident that was not expected, but what the kernel says of an image that it refuses', () => {
    const refusing = run.scenarios.filter(({ starts }) => starts.some(({ observed }) => observed === 'refused'));
    for (const { id, incidents } of run.scenarios) {
      const isRefusing = refusing.some((scenario) => scenario.id === id);
      const tolerated = (kind: string): boolean => isRefusing && kind === 'remoteproc-error';
      expect(
        incidents.filter(({ kind, expected }) => !expected && !tolerated(kind)),
        id,
      ).toEqual([]);
    }
    const kinds = run.scenarios.flatMap(({ incidents }) => incidents.map(({ kind }) => kind));
    expect(kinds).toEqual(expect.arrayContaining(['rcu-stall', 'remoteproc-error']));
    // Which of them tells of the freeze depends on whether the watchdog or the host's patience is first.
    expect(kinds.filter((kind) => /^silent-freeze$|-reset$/.test(kind))).not.toEqual([]);
  });

  test('leave the power off, by the relay and in the journal', () => {
    const switched = events.flatMap((event) => (event.type === 'power.switched' ? [event.state] : []));
    expect(switched.at(-1)).toBe('off');
    expect(events.findLast(({ type }) => type === 'board.closed')).toMatchObject({ power: 'off' });
  });

  test('put back what they changed', () => {
    const first = new Map<string, string>();
    const last = new Map<string, string>();
    for (const event of events) {
      if (event.type !== 'provision.changed' && event.type !== 'provision.restored') continue;
      if (!first.has(event.what)) first.set(event.what, event.from);
      last.set(event.what, event.to);
    }
    const variables = ['tdxargs', 'm4boot', 'bootcmd'];
    expect([...first.keys()]).toEqual(expect.arrayContaining(variables));
    for (const name of variables) expect(last.get(name), name).toBe(first.get(name));
    expect(events.filter(({ type }) => type === 'provision.owed')).toEqual([]);
  });

  test('leave no process behind', () => {
    expect(left).toEqual([]);
  });

  test('are what `latest` points at', () => {
    const started = events.find((event) => event.type === 'run.started');
    expect(readlinkSync(join(reports, 'latest'))).toBe(started?.run);
  });

  test('are judged again as they were by hil replay, and so is a bundle of one of their scenarios', async () => {
    const dir = join(reports, 'latest');
    const all = await replayRun(dir, { firmware: shippedFirmware() });
    expect(all).toMatchObject({ differences: [], notJudged: [] });
    expect(all.judged.predictions).toBe(events.filter((event) => event.type === 'm7.observed' && event.observation.predicted).length);
    expect(all.judged.incidents).toBeGreaterThan(3);
    const scenario = 'cold-boot > a DDR image loaded after a TCM image leaves the TCM image speaking';
    const options = { scenario, firmware: shippedFirmware(), withFirmware: false, reporters: [], version: '0' };
    const bundle = await makeBundle(dir, options);
    expect(bundle.post).toContain('## Cause');
    const file = join(reports, bundle.name);
    writeFileSync(file, bundle.zip);
    using open = openBundle(file);
    // The images themselves are not in it: what inspect said of them is.
    const one = await replayRun(open.dir, { firmware: {}, inspections: open.inspections });
    expect(one).toMatchObject({ differences: [], notJudged: [], judged: { predictions: 3, diagnoses: 1 } });
  });

  test('write a JUnit file that is XML and counts no failure', async ({ skip }) => {
    const path = join(reports, 'latest', 'junit.xml');
    expect(readFileSync(path, 'utf8')).toMatch(/<testsuites [^>]*tests="\d{2,}" failures="0" errors="0"/);
    const checked = await promisify(execFile)('xmllint', ['--noout', path]).catch((cause: NodeJS.ErrnoException) => cause);
    skip(checked instanceof Error && checked.code === 'ENOENT', 'there is no xmllint on this host');
    expect(checked).toMatchObject({ stderr: '' });
  });
});
