import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verdinImx8mp } from '../src/board/verdin-imx8mp.ts';
import type { Rig } from '../src/core/driver.ts';
import type { EventBody } from '../src/core/event.ts';
import type { RemoteShell } from '../src/core/shell.ts';
import { boardClock, monotonicMs } from '../src/core/time.ts';
import { tcpConsole } from '../src/transport/tcp-port.ts';
import { ConsoleTap } from './peers/console-tap.ts';
import { findLabgrid, type Labgrid, runLabgrid } from './peers/labgrid.ts';
import { consoleOf, relayOf, startQemu, switchRelay } from './peers/qemu-rig.ts';

// The same QEMU board, powered on once by labgrid and once by this project's live board: how long until a shell can be used, what of the console is
// lost, and whether an RCU stall is noticed while nobody reads. In both cases the stall is made over an SSH connection of its own.

const headline = 'rcu: INFO: rcu_';
// Seconds. busybox' modprobe loads a module that fails a second time, so the stall of 8 s comes twice.
const idleSeconds = 60;
const loginWithinSeconds = 600;
const stall =
  'echo 5 > /sys/module/rcupdate/parameters/rcu_cpu_stall_timeout; modprobe test_lockup time_secs=8 disable_preempt=1 lock_rcu=1';

interface Result {
  readonly name: string;
  /** Milliseconds from power-on. */
  readonly shell: number;
  readonly said: number;
  readonly kept: number;
  /** Of kernel text below the level of the console after login. */
  readonly console: string;
  readonly stall: string;
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

const byLabgrid = async (labgrid: Labgrid, rig: Rig, tap: ConsoleTap, stateDir: string): Promise<Result> => {
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
      idle: idleSeconds,
    },
    ({ event }) => {
      if (event === 'idle') provoked = provoke(rig, stateDir, AbortSignal.timeout(600_000));
    },
  );
  const made = (await provoked?.catch(String)) ?? `it never came to the idle wait: ${stderr.trim().split('\n').at(-1)}`;
  const at = (name: string): number => (events.find(({ event }) => event === name)?.at ?? Number.NaN) * 1000;
  const failed = events.find(({ event }) => event === 'failed');
  const told = failed ? `told as ${failed.cause}` : 'its next command went on as if nothing had been';
  const seen = log.includes(headline)
    ? 'in its log'
    : tap.said(from).includes(headline)
      ? 'on the wire, not in its log'
      : 'not even on the wire';
  return {
    name: `labgrid ${labgrid.version}`,
    shell: at('shell') - at('on'),
    said: tap.said(from).length,
    kept: log.length,
    console: made,
    stall: `${seen}; ${told}`,
  };
};

const byLiveBoard = async (rig: Rig, tap: ConsoleTap, stateDir: string): Promise<Result> => {
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
  const idle = boardClock().sleep(idleSeconds * 1000);
  const made = await provoke(rig, stateDir, signal);
  await idle;
  await board.end('off');
  return { name: 'this project', shell, said: tap.said(from).length, kept, console: made, stall: seen[0] ?? 'not noticed' };
};

const show = ({ name, shell, said, kept, console: made, stall: seen }: Result): void => {
  console.log(`\n${name}`);
  console.log(`  power-on to a shell that can be used: ${(shell / 1000).toFixed(1)} s`);
  console.log(`  console: ${said} bytes passed, ${kept} kept, ${said - kept} lost`);
  console.log(`  RCU stall in an idle wait of ${idleSeconds} s (${made}): ${seen}`);
};

const labgrid = findLabgrid();
const rig = labgrid ? await startQemu() : 'labgrid is neither installed (python3-labgrid) nor named by HIL_LABGRID';
if (typeof rig === 'string') console.log(`skipped: ${rig}`);
else {
  const stateDir = mkdtempSync(join(tmpdir(), 'hil-peers-'));
  const tap = await ConsoleTap.open(consoleOf(rig));
  try {
    console.log('one QEMU board, one power-on each:');
    show(await byLabgrid(labgrid!, rig, tap, stateDir));
    await switchRelay(rig, false);
    show(await byLiveBoard(rig, tap, stateDir));
  } finally {
    await tap[Symbol.asyncDispose]();
    await rig[Symbol.asyncDispose]();
    rmSync(stateDir, { recursive: true, force: true });
  }
}
