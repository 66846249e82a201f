import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { type BoardRig, rigOf } from '../../testing/board-rig.ts';

// What Debian's 6.12 kernel said on a Verdin in QEMU, line for line, against what this Linux says of the same failure.

/** A line without what differs from boot to boot: times, numbers, addresses, offsets. */
const shapeOf = (line: string): string => {
  const text = line.replace(/^.*?\[ *\d+\.\d+\] /, '').trimEnd();
  // Where the interrupt came, and what was in the registers and loaded, is chance.
  const [, word] = /^(pc :|lr :|sp :|pstate:|Code:|Modules linked in:|CPU features:|x\d+ *:)/.exec(text) ?? [];
  if (word !== undefined) return word.replace(/\d+/, '#');
  return text
    .replace(/^ (__delay_cycles|arch_timer_read_cntvct_el0)\+.*/, ' busy wait')
    .replace(/\+0x[0-9a-f]+\/0x[0-9a-f]+/g, '')
    .replace(/\b[0-9a-f]{16}\b/g, '#')
    .replace(/\d+/g, '#');
};

const recorded = (name: string): readonly string[] =>
  readFileSync(new URL(`./recordings/${name}.log`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map(shapeOf);

const started = async (): Promise<BoardRig> => {
  const rig = await rigOf({ kernel: '6.12', image: 'bsp', speed: 20 });
  await rig.power(true);
  await rig.a53.until('login: ');
  return rig;
};

/** What the console says from the first line of the recording on, as many lines. */
const said = async (rig: BoardRig, since: number, like: readonly string[]): Promise<readonly string[]> => {
  const stamped = /^(?:.*login: )?\[ *\d+\.\d+\] /;
  const heard = (): readonly string[] => {
    const lines = rig.a53.text.slice(since).split('\r\n').slice(0, -1);
    const shapes = lines.filter((line) => stamped.test(line)).map(shapeOf);
    return shapes.slice(Math.max(0, shapes.indexOf(like[0]!))).slice(0, like.length);
  };
  await vi.waitFor(() => expect(heard()).toHaveLength(like.length), { timeout: 15_000 }).catch(() => {});
  return heard();
};

test.each([
  { name: 'sysrq-panic', settings: 'kernel.panic=5', command: 'echo c > /proc/sysrq-trigger' },
  {
    name: 'soft-lockup-panic',
    settings: 'kernel.panic=5 kernel.watchdog_thresh=5 kernel.softlockup_panic=1',
    command: 'modprobe test_lockup time_secs=120 disable_preempt=1',
  },
  {
    name: 'hung-task',
    settings: 'kernel.hung_task_timeout_secs=5 kernel.hung_task_check_interval_secs=2',
    command: 'modprobe test_lockup time_secs=12 state=D',
  },
  { name: 'oops', settings: 'kernel.panic_on_oops=0', command: 'modprobe hil_oops' },
])('$name has the lines of the recording, in its order', async ({ name, settings, command }) => {
  await using rig = await started();
  const ssh = await rig.ssh();
  // The kernel of the recording had modules from outside of its tree.
  await ssh.run(`sysctl -w kernel.printk=8 kernel.tainted=12288 ${settings}`);
  const since = rig.a53.mark;
  void ssh.run(command).catch(() => {});
  const like = recorded(name);
  expect(await said(rig, since, like)).toEqual(like);
});
