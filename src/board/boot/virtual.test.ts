import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { describe, expect, test, vi } from 'vitest';
import { ConsoleSession } from '../../console/console-session.ts';
import type { DriverContext } from '../../core/driver.ts';
import { literalSecret } from '../../core/secret.ts';
import { boardClock, monotonicMs } from '../../core/time.ts';
import type { VirtualEndpoints, VirtualSettings } from '../../core/virtual.ts';
import { tcpConsole } from '../../drivers/console/tcp-port.ts';
import { shellyPlug } from '../../drivers/power/shelly-plug.ts';
import { BootRecorder } from '../../knowledge/boot/boot-recorder.ts';
import type { BootStart } from '../../knowledge/boot/boot-start.ts';
import { createDetector } from '../../knowledge/kernel/detector.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';
import { powerCycle } from '../power/power-cycle.ts';
import { checkPreload } from '../provision/preload-check.ts';
import { preloadCommands } from '../provision/preload-environment.ts';
import { promptEnvironment } from '../provision/uboot-environment.ts';
import { stopAutoboot } from './autoboot.ts';
import { serialLogin } from './login.ts';
import { probeStage } from './reach.ts';
import { UBootShell } from './uboot-shell.ts';

const { profile } = verdinImx8mp.model;

const program = 'src/sim/virtual/main.ts';

/** A simulated Verdin in a process of its own, its power switch and its A53 console, as a lab wires a board. */
const startBoard = async (settings: VirtualSettings) => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', program, '--json', '--model', JSON.stringify(verdinImx8mp.model.virtual), JSON.stringify(settings)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const endpoints = JSON.parse(line) as VirtualEndpoints;
  const clock = boardClock(endpoints.speed);
  const context: DriverContext = { board: 'virtual', clock, signal: new AbortController().signal, stateDir: tmpdir() };
  const power = await shellyPlug({ host: `${endpoints.relay.host}:${endpoints.relay.port}` }).connect(context);
  const stream = await tcpConsole(endpoints.consoles.a53).connect(context);
  const console = new ConsoleSession({ name: 'a53', stream, clock, answerCursorQuery: true });
  const boots: BootStart[] = [];
  const detector = createDetector({ trustsSystem: false, speed: endpoints.speed, onIncident: () => {} });
  const recorder = new BootRecorder(profile, endpoints.speed, { boot: (start) => boots.push(start) });
  detector.boots.subscribe(recorder);
  console.onBytes((chunk, at) => detector.feed('a53', chunk, at));
  console.onLine((line) => recorder.feed(line));
  return {
    endpoints,
    clock,
    console,
    recorder,
    boots,
    /** Power on, as a cold boot that the tracker knows of. */
    cycle: () =>
      powerCycle({
        switch: power,
        consoles: [console],
        clock,
        offFor: '5s',
        onSwitch: (state) => state === 'on' && detector.boots.ask('cold', monotonicMs()),
      }),
    [Symbol.asyncDispose]: async () => {
      await console[Symbol.asyncDispose]();
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
};

describe.skipIf(!existsSync(program))('a simulated board, over its sockets', () => {
  test.each(['5.15', '6.6'] as const)('boots cold through every stage with kernel %s', async (kernel) => {
    await using board = await startBoard({ speed: 40, kernel });
    const proof = await board.cycle();
    expect(proof.banner).toMatch(/^U-Boot SPL 20/);
    await expect.poll(() => board.recorder.stage, { timeout: 25_000 }).toBe('login');
    const boot = board.recorder.boot!;
    expect(boot).toMatchObject({ kind: 'cold', resetCause: 'POR' });
    expect(boot.stages.map(({ stage }) => stage)).toEqual(['spl', 'tf-a', 'u-boot', 'kernel', 'userspace', 'login']);
    expect(Object.keys(boot.versions)).toEqual(expect.arrayContaining(['u-boot-spl', 'tf-a', 'u-boot']));
  });

  test('is stopped in U-Boot, configured there, booted and logged in to', async () => {
    await using board = await startBoard({ speed: 20 });
    const { console, clock, endpoints, recorder } = board;
    const since = console.mark();
    await board.cycle();
    await stopAutoboot({ console, profile, clock, since });
    const shell = new UBootShell({ console, profile, clock });
    expect((await shell.run('printenv bootcmd')).stdout).toMatch(/^bootcmd=/);
    expect((await shell.run('false', { reject: false })).exitCode).toBe(1);
    await expect(shell.run('no-such-command')).rejects.toMatchObject({ name: 'CommandError', exitCode: 1 });
    const environment = promptEnvironment(shell);
    const value = `run m4boot; echo "\${loadaddr}" && it's $done`;
    await environment.set('hil_test', value);
    expect(await environment.get('hil_test')).toBe(value);
    expect(await probeStage(console, profile)).toBe('u-boot');
    await shell.leave('boot');
    await expect.poll(() => recorder.stage, { timeout: 25_000 }).toBe('login');
    const { user, password } = endpoints.ssh;
    const login = { user, password: literalSecret('LAB_PASSWORD', password) };
    expect(await serialLogin({ console, profile, login })).toMatchObject({ user, wasLoggedIn: false });
    expect(await serialLogin({ console, profile, login })).toMatchObject({ user, wasLoggedIn: true });
  });

  test('cut off at its login prompt boots cold again', async () => {
    await using board = await startBoard({ speed: 40 });
    for (const turn of [1, 2]) {
      const { spokeBefore } = await board.cycle();
      expect(spokeBefore).toEqual(turn === 1 ? [] : ['a53']);
      await expect.poll(() => board.recorder.stage, { timeout: 25_000 }).toBe('login');
      expect(board.recorder.boot?.stages.map(({ stage }) => stage)).toEqual(['spl', 'tf-a', 'u-boot', 'kernel', 'userspace', 'login']);
    }
    expect(board.boots.map(({ kind }) => kind)).toEqual(['cold', 'cold']);
  });

  test('that panics shows an unannounced reset', async () => {
    await using board = await startBoard({ speed: 40, faults: [{ kind: 'panic', at: 'login' }] });
    await board.cycle();
    await expect.poll(() => board.boots.map(({ kind }) => kind), { timeout: 25_000 }).toContain('unannounced');
    expect(board.boots[1]).toMatchObject({ kind: 'unannounced', from: 'kernel', evidence: expect.stringContaining('U-Boot SPL') });
  });

  test('that loses characters at its prompt still gets every command whole, or none', async () => {
    await using board = await startBoard({ speed: 20, faults: [{ kind: 'lost-characters', at: 'u-boot' }] });
    const { console, clock } = board;
    // A second of this board is 50 ms of a host that may be busy: what is asked here is what happens at the prompt.
    const isStopped = async (): Promise<boolean> => {
      const since = console.mark();
      await board.cycle();
      return stopAutoboot({ console, profile, clock, since }).then(
        () => true,
        () => false,
      );
    };
    await vi.waitFor(async () => expect(await isStopped()).toBe(true), { timeout: 20_000 });
    const shell = new UBootShell({ console, profile, clock });
    expect((await shell.run('echo the quick brown fox jumps over the lazy dog')).stdout).toBe(
      'the quick brown fox jumps over the lazy dog',
    );
  });

  test('does not start an M7 image that is not there', async () => {
    await using board = await startBoard({ speed: 20 });
    const { console, clock } = board;
    const since = console.mark();
    await board.cycle();
    await stopAutoboot({ console, profile, clock, since });
    const image = { kind: 'bin', path: '/no/such.bin', bytes: 8, memory: 'tcm', address: 0, vector: { stack: 0x20020000, pc: 1 } } as const;
    const shell = new UBootShell({ console, profile, clock });
    const { stdout } = await shell.run(preloadCommands(image, profile).join(' && '), { reject: false });
    expect(() => checkPreload(stdout.split('\n'), image)).toThrow('U-Boot cannot load /no/such.bin: ** File not found');
  });

  test('of the reference image lets root in without a password', async () => {
    await using board = await startBoard({ speed: 40, image: 'bsp' });
    await board.cycle();
    await expect.poll(() => board.recorder.stage, { timeout: 25_000 }).toBe('login');
    expect(await serialLogin({ console: board.console, profile, login: { user: 'root' } })).toMatchObject({ user: 'root' });
  });

  test('with a wrong password refuses the login', async () => {
    await using board = await startBoard({ speed: 40 });
    await board.cycle();
    await expect.poll(() => board.recorder.stage, { timeout: 25_000 }).toBe('login');
    const login = { user: board.endpoints.ssh.user, password: literalSecret('LAB_PASSWORD', 'not-this-one') };
    await expect(serialLogin({ console: board.console, profile, login })).rejects.toMatchObject({ name: 'LoginError' });
  });

  test('whose relay is stuck does not pass for switched off', async () => {
    await using board = await startBoard({ speed: 40, faults: [{ kind: 'stuck-relay', at: 'always' }] });
    await expect(board.cycle()).rejects.toMatchObject({ name: 'PowerError', message: expect.stringMatching(/the relay said (?:on|off)/) });
  });
});
