import { expect, test } from 'vitest';
import { boardClock } from '../../../../core/time.ts';
import { BoardLife } from '../../board-life.ts';
import { seededRandom } from '../../random.ts';
import { Kernel } from '../kernel.ts';
import { KernelParameters } from '../kernel-parameters.ts';
import type { Machine } from './machine.ts';
import { watchSpinning } from './spinning.ts';
import { systemCall } from './task.ts';

const speed = 50;

const machineOf = (said: string[]): Machine => {
  const clock = boardClock(speed);
  const parameters = new KernelParameters('bsp', '');
  parameters.set('rcu_cpu_stall_timeout', 5);
  parameters.set('watchdog_thresh', 30);
  return {
    kernel: new Kernel({
      banner: '',
      isOnUart: true,
      clock,
      release: '6.12.1',
      version: '',
      cmdline: '',
      bootId: '',
      hardware: '',
      console: (text) => said.push(text),
    }),
    life: new BoardLife(clock, 'POR'),
    parameters,
    random: seededRandom(1),
    modules: () => '',
    stopAnswering: () => {},
    restart: () => {},
    watchdog: async () => {},
  };
};

/** Nothing else of this process runs meanwhile, as on a host that has something better to do. */
const holdUp = (hostMs: number): void => {
  const until = performance.now() + hostMs;
  while (performance.now() < until);
};

test('a stall that was due before the spin was over is told on a host that wakes up late', async () => {
  const said: string[] = [];
  const machine = machineOf(said);
  const over = new AbortController();
  const spinning = watchSpinning(machine, { comm: 'modprobe', pid: 1, parent: 0, cpu: 1, stack: systemCall('f+0x0/0x1') }, over.signal);
  const ended = machine.life.clock.sleep(8000).then(() => over.abort());
  // The grace period begins in it.
  setImmediate(() => holdUp(90));
  await Promise.all([spinning, ended]);
  expect(said.join('')).toContain('self-detected stall on CPU');
});
