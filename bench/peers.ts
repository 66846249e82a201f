import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { verdinImx8mp } from '../src/board/models/verdin-imx8mp/verdin-imx8mp.ts';
import type { Rig } from '../src/core/driver.ts';
import type { EventBody } from '../src/core/event.ts';
import type { RemoteShell } from '../src/core/shell.ts';
import { boardClock, monotonicMs } from '../src/core/time.ts';
import { tcpConsole } from '../src/drivers/console/tcp-port.ts';
import { ConsoleTap } from './peers/console-tap.ts';
import { findLabgrid, type Labgrid, runLabgrid } from './peers/labgrid.ts';
import { consoleOf, relayOf, startQemu, switchRelay } from './peers/qemu-rig.ts';

// The same QEMU board, powered on in turns by labgrid and by this project's live board: how long until a shell can be used, what of the console is
// lost, and whether an RCU stall is noticed while nobody reads; in the last round, and in both cases it is made over an SSH connection of its own.

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const rounds = Number(values.rounds);

const headline = 'rcu: INFO: rcu_';
// Seconds. busybox' modprobe loads a module that fails a second time, so 15 s come twice.
const idleSeconds = 90;
const loginWithinSeconds = 600;
const stall =
  'echo 5 > /sys/module/rcupdate/parameters/rcu_cpu_stall_timeout; modprobe test_lockup time_secs=15 disable_preempt=1 lock_rcu=1';

interface Result {
  readonly name: string;
  /** Milliseconds from power-on. */
  readonly shell: number;
  readonly said: number;
  readonly kept: number;
  /** Undefined in a round without a stall. */
  readonly stall: string | undefined;
}

const sshTo = async (rig: Rig, stateDir: string, signal: AbortSignal): Promise<RemoteShell> => {
  const host = await rig.ssh!.connect({ board: 'bench', clock: boardClock(), stateDir, signal });
  return host.connect({ within: '2min', signal });
};

/** Makes a stall beside the tool that is measured. */
const provoke = async (rig: Rig, stateDir: string, signal: AbortSignal): Promise<string> => {
  const shell = await sshTo(rig, stateDir, signal);
  await shell.run(stall, { asRoot: true, reject: false, timeout: '5min' });
  const { stdout } = await shell.run('dmesg', { asRoot: true });
  const level = (await shell.run('cat /proc/sys/kernel/printk')).stdout.split(/\s/)[0] ?? '';
  await shell[Symbol.asyncDispose]();
  return `${stdout.includes(headline) ? 'made' : 'not made'}, console level ${level}`;
};

const byLabgrid = async (labgrid: Labgrid, rig: Rig, tap: ConsoleTap, stateDir: string, stalls: boolean): Promise<Result> => {
  const from = tap.passed.length;
  const url = (on: boolean): string => `curl -sf -o /dev/null 'http://${relayOf(rig)}/rpc/Switch.Set?id=0&on=${on}'`;
  let provoked: Promise<string> | undefined;
  const { login } = rig;
  const { events, log, stderr } = await runLabgrid(
    labgrid,
    {
      host: '127.0.0.1',
      port: tap.port,
      on: url(true),
      off: url(false),
      user: login.user,
      password: login.password?.reveal() ?? '',
      loginWithin: loginWithinSeconds,
      idle: stalls ? idleSeconds : 0,
    },
    ({ event }) => {
      if (event === 'idle' && stalls) provoked = provoke(rig, stateDir, AbortSignal.timeout(600_000));
    },
  );
  const made = stalls ? ((await provoked?.catch(String)) ?? `never came to it: ${stderr.trim().split('\n').at(-1)}`) : undefined;
  const at = (name: string): number => (events.find(({ event }) => event === name)?.at ?? Number.NaN) * 1000;
  const failed = events.find(({ event }) => event === 'failed');
  const told = failed ? `told as ${failed.cause}` : 'its next command went on as if nothing had been';
  const seen = log.includes(headline)
    ? 'in its log'
    : tap.said(from).includes(headline)
      ? 'on the wire, not in its log'
      : 'not even on the wire';
  const stall = made && `${made}: ${seen}; ${told}`;
  return { name: `labgrid ${labgrid.version}`, shell: at('shell') - at('on'), said: tap.said(from).length, kept: log.length, stall };
};

const byLiveBoard = async (rig: Rig, tap: ConsoleTap, stateDir: string, stalls: boolean): Promise<Result> => {
  const from = tap.passed.length;
  const signal = AbortSignal.timeout(1_800_000);
  let [on, kept] = [0, 0];
  const emit = (event: EventBody): void => {
    if (event.type === 'power.switched' && event.state === 'on') on = monotonicMs();
    if (event.type === 'console.received' && event.console === 'a53') kept += Buffer.from(event.bytes, 'base64').length;
  };
  const { power, ssh, login } = rig;
  const consoles = { a53: tcpConsole({ host: '127.0.0.1', port: tap.port }) };
  await using board = await verdinImx8mp({ power, consoles, ssh: ssh!, login }).open({
    name: 'bench',
    stateDir,
    firmware: {},
    signal,
    emit,
    log: () => {},
  });
  const seen: string[] = [];
  board.onIncident((phase, { kind, title }) => {
    const headlineAt = tap.timeOf(headline, from);
    if (phase === 'opened' && kind === 'rcu-stall' && seen.length === 0)
      seen.push(
        `told as '${title}' ${headlineAt === undefined ? 'over SSH' : `${Math.round(monotonicMs() - headlineAt)} ms after its headline passed`}`,
      );
  });
  await board.handle(signal).coldBoot();
  const shell = monotonicMs() - on;
  const made = stalls
    ? (await Promise.all([provoke(rig, stateDir, signal).catch(String), boardClock().sleep(idleSeconds * 1000)]))[0]
    : undefined;
  await board.end('off');
  const stall = made && `${made}: ${seen[0] ?? 'not noticed'}`;
  return { name: 'this project', shell, said: tap.said(from).length, kept, stall };
};

const median = (all: readonly number[]): number => [...all].sort((one, other) => one - other)[Math.floor(all.length / 2)] ?? Number.NaN;
const sum = (all: readonly number[]): number => all.reduce((total, one) => total + one, 0);

const show = (results: readonly Result[]): void => {
  const shells = results.map(({ shell }) => shell / 1000);
  const [said, kept] = [sum(results.map((result) => result.said)), sum(results.map((result) => result.kept))];
  console.log(`\n${results[0]?.name}`);
  console.log(
    `  power-on to a shell that can be used: median ${median(shells).toFixed(1)} s (${shells.map((one) => one.toFixed(1)).join(', ')})`,
  );
  console.log(`  console: ${said} bytes passed, ${kept} kept, ${said - kept} lost`);
  console.log(`  RCU stall in an idle wait of ${idleSeconds} s, ${results.at(-1)?.stall}`);
};

const labgrid = findLabgrid();
const rig = labgrid ? await startQemu() : 'labgrid is neither installed (python3-labgrid) nor named by HIL_LABGRID';
if (typeof rig === 'string') console.log(`skipped: ${rig}`);
else {
  const stateDir = mkdtempSync(join(tmpdir(), 'hil-peers-'));
  const tap = await ConsoleTap.open(consoleOf(rig));
  try {
    console.log(`one QEMU board, ${rounds} power-ons each:`);
    const theirs: Result[] = [];
    const ours: Result[] = [];
    for (let round = 1; round <= rounds; round++) {
      theirs.push(await byLabgrid(labgrid!, rig, tap, stateDir, round === rounds));
      await switchRelay(rig, false);
      ours.push(await byLiveBoard(rig, tap, stateDir, round === rounds));
    }
    show(theirs);
    show(ours);
  } finally {
    await tap[Symbol.asyncDispose]();
    await rig[Symbol.asyncDispose]();
    rmSync(stateDir, { recursive: true, force: true });
  }
}
