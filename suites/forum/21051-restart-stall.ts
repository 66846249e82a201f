import { expect, type InterruptSample, ratesBetween, readSample, scenario } from 'verdin-hil';

// https://community.toradex.com/t/21051: stop and start of a large DDR image, then an RCU stall, a soft lockup and a panic. The cause is unproven.
// Each rung changes one thing; the first one that stalls says what matters. Put your own image in the place of these two.
// npx hil run 21051-restart-stall

const image = 'large-21051';
const tiny = 'tcm-hello';

type Context = Parameters<Parameters<typeof scenario>[2]>[0];

/** Lines that are busy on a healthy board: the tick, and calls between CPUs. */
const usual = /arch_timer|\bIPI\d|arm-pmu|mmc\d?/;
const storm = 1000;

/** Runs `act` while /proc/interrupts is read every 100 ms. Each sample is a command of its own: the journal keeps those from before a crash. */
const sampled = async ({ board, measure, step }: Context, act: () => Promise<unknown>): Promise<void> => {
  const clocksBefore = await clocks(board);
  const samples: InterruptSample[] = [];
  let isOver = false;
  // A board that died breaks the sampling as well: what act() says of it is worth more.
  const sampling = (async () => {
    while (!isOver) samples.push(readSample((await board.linux.run('cat /proc/uptime /proc/interrupts; sleep 0.1')).stdout));
  })().catch(() => undefined);
  try {
    await act();
  } finally {
    isOver = true;
    await sampling;
    tell({ measure, step }, samples);
  }
  const changed = changedLines(clocksBefore, await clocks(board));
  measure('clocks that changed over the restart', changed.length, 'lines');
  for (const line of changed.slice(0, 10)) step(`clock: ${line}`);
};

const tell = ({ measure, step }: Pick<Context, 'measure' | 'step'>, samples: readonly InterruptSample[]): void => {
  const [busiest] = ratesBetween(samples).filter(({ name }) => !usual.test(name));
  measure('samples of /proc/interrupts', samples.length, 'samples');
  if (!busiest) return;
  measure('busiest interrupt besides the tick', Math.round(busiest.perSecond), '1/s');
  if (busiest.perSecond > storm) step(`interrupt storm: ${busiest.name} at ${Math.round(busiest.perSecond)}/s`);
};

const clocks = async (board: Context['board']): Promise<readonly string[]> =>
  (await board.linux.run('cat /sys/kernel/debug/clk/clk_summary', { asRoot: true, reject: false })).stdout.split('\n');

const changedLines = (before: readonly string[], after: readonly string[]): string[] => {
  const known = new Set(before);
  return after.filter((line) => line.trim() !== '' && !known.has(line)).map((line) => line.trim().replace(/\s+/g, ' '));
};

const preloaded = { boot: 'cold', preload: image, firmware: image, expect: 'alive' } as const;

scenario('1: the same image on a fresh boot, without any stop', preloaded, async (context) => {
  await sampled(context, async () => expect(await context.m7.observe(image)).toBeOutcome('alive'));
});

scenario('2: stop only, and a minute of waiting', { boot: 'cold', preload: image, firmware: image }, async (context) => {
  await sampled(context, () => context.m7.stop());
  await context.board.linux.run('sleep 60', { timeout: '90s' });

  expect(await context.m7.state()).toBe('offline');
});

scenario('3: stop, then start of a tiny image in the TCM', { ...preloaded, firmware: tiny }, async (context) => {
  await sampled(context, async () => expect(await context.m7.start(tiny)).toBeOutcome('alive'));
});

scenario('4: stop, then start of an image that touches no clock', preloaded, async (context) => {
  context.step(
    'the test firmware sets up no clock, PLL or RDC: where your own image stalls and this one does not, look at BOARD_BootClockRUN',
  );
  await sampled(context, async () => expect(await context.m7.start(image)).toBeOutcome('alive'));
});

scenario('5: stop, then start of the same image, without mcore_booted', { ...preloaded, mcoreBooted: false }, async (context) => {
  context.step('rung 4 is the same with clk-imx8mp.mcore_booted=1');
  await sampled(context, async () => expect(await context.m7.start(image)).toBeOutcome('alive'));
});
