import { setTimeout as wait } from 'node:timers/promises';
import { expect, scenario } from 'verdin-hil';

const outcomes = new Map<string, Set<string>>();
let calls = 0;
let isOver = false;

scenario('goes on after its time', { timeout: '1s' }, ({ board, m7, step }) => {
  const ways: Readonly<Record<string, () => Promise<unknown>>> = {
    console: () => board.console.send('ZOMBIE a53\r'),
    'M7 console': () => m7.console.send('ZOMBIE m7\r'),
    linux: () => board.linux.run('touch /tmp/ZOMBIE'),
    serial: () => board.serial.run('echo ZOMBIE serial'),
    uboot: () => board.uboot.run('echo ZOMBIE uboot'),
    off: () => board.power.off(),
    on: () => board.power.on(),
    coldBoot: () => board.coldBoot(),
    warmBoot: () => board.warmBoot(),
    reach: () => board.reach('u-boot'),
    provision: () => board.provision({ mcoreBooted: false }),
    start: () => m7.start('tcm-hello'),
    stop: () => m7.stop(),
    echo: () => m7.echo('ZOMBIE'),
  };
  const trouble = async (name: string, act: () => Promise<unknown>): Promise<void> => {
    for (const end = performance.now() + 10_000; performance.now() < end; calls++) {
      const outcome = await act().then(
        () => 'reached the board',
        (error: Error) => error.name,
      );
      outcomes.set(name, (outcomes.get(name) ?? new Set()).add(outcome));
      await wait(20);
    }
  };
  // Nothing of it before the time is over: what is asked for in time may reach the board.
  setTimeout(async () => {
    step('a step of a scenario that has ended');
    await Promise.all(Object.entries(ways).map(([name, act]) => trouble(name, act)));
    isOver = true;
  }, 2000);
  return new Promise<void>(() => {});
});

scenario('has the board for itself', { timeout: '1h' }, async ({ board, measure }) => {
  while (!isOver) {
    await wait(200);
    await board.linux.run('true');
  }
  expect((await board.linux.run('ls /tmp')).stdout).not.toContain('ZOMBIE');
  expect(await board.power.state()).toBe('on');
  expect(Object.fromEntries([...outcomes].map(([name, seen]) => [name, [...seen]]))).toEqual(
    Object.fromEntries([...outcomes.keys()].map((name) => [name, ['RevokedError']])),
  );
  measure('ways', outcomes.size, 'ways');
  measure('calls', calls, 'calls');
});
