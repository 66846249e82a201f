import { expect, test } from 'vitest';
import { diagnose } from './diagnose.ts';
import { factsFromText } from './facts.ts';
import { cases } from './testing/cases.ts';

const diagnosisOf = (text: string) => diagnose(factsFromText([{ name: 'log.txt', text }]));
const named = (name: string) => diagnose(factsFromText(cases.find((each) => each.name === name)!.texts));

test('the start-up delay and the mailbox timeout are told from kernel times', () => {
  const { fingerprints } = named('thread: kick -62 and a mute UART with a DDR image');

  expect(fingerprints.map(({ name, seconds }) => [name, seconds])).toEqual([
    ['startup-delay', 0.513335],
    ['mailbox-timeout', 0.11028],
  ]);
});

test('a kick that failed at once is no mailbox timeout', () => {
  const { fingerprints } = diagnosisOf(`[   10.000000] remoteproc remoteproc0: Booting fw image a.elf, size 1000
[   10.002000]  remoteproc0#vdev0buffer: assigned reserved memory node vdevbuffer@55400000
[   10.003000] imx-rproc imx8mp-cm7: imx_rproc_kick: failed (0, err:-62)`);

  expect(fingerprints).toEqual([]);
});

test('onsets are computed from the text of the reports and aligned with the restart', () => {
  const { fingerprints } = named('a stall behind a restart');

  expect(fingerprints.map(({ name, seconds }) => [name, seconds])).toEqual([
    ['stall-onset', 704.407],
    ['lockup-onset', 704.1],
  ]);
  for (const { meaning } of fingerprints) expect(meaning).toMatch(/s after the start of the M7$/);
});

test.each([
  [100, 2100],
  [250, 5250],
  [1000, 21_003],
])('jiffies of HZ=%i', (hz, jiffies) => {
  const { fingerprints } = diagnosisOf(
    `[  169.000000] rcu: rcu_preempt kthread timer wakeup didn't happen for ${jiffies} jiffies! g1 f0x0`,
  );

  expect(fingerprints[0]?.seconds).toBeCloseTo(169 - jiffies / hz, 2);
});

test('the stall of the thread: unproven, what the log rules out, and what comes next', () => {
  const { causes, ruledOut, nextExperiment } = named('thread: the stall behind stop and start');

  expect(causes[0]?.cause).toContain('unproven');
  expect(causes.map(({ row, role }) => [row, role])).toEqual([
    [23, 'cause'],
    [26, 'consequence'],
  ]);
  expect(ruledOut.map(({ what }) => what)).toEqual(
    expect.arrayContaining([
      'a bus access that never ends',
      'interrupts masked on that CPU',
      'a hang of the whole SoC',
      'the panic as the fault itself',
    ]),
  );
  expect(nextExperiment).toContain('/proc/interrupts');
});

test('a stall that names another CPU is not taken for a storm', () => {
  const { causes, ruledOut } = diagnosisOf(`[  300.000100] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
[  300.005100] rcu: \t2-...0: (3 ticks this GP) idle=4bb/1/0x4000000000000000 softirq=812/812 fqs=1050`);

  expect(causes.map(({ row }) => row)).not.toContain(23);
  expect(ruledOut.map(({ what }) => what)).toContain('a softirq or interrupt storm on the CPU that reported');
});
