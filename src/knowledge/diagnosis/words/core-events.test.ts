import { describe, expect, test } from 'vitest';
import { claimsOf } from '../testing/claimed-by.ts';
import { coreEvents } from './core-events.ts';

const claims = (post: string): string[] => claimsOf(coreEvents, post);

describe('whom Linux takes down, and who takes Linux down', () => {
  test.each([
    ['start-freezes-board', 'We load the M7 with remoteproc. As soon as I write start the whole board freezes.'],
    ['start-freezes-board', 'Starting the M7 from Linux through sysfs hangs the board.'],
    ['output-ends-with-linux', 'The M4 is started in U-Boot and prints. When Linux boots, its output stops.'],
    ['output-ends-with-linux', 'bootaux starts the M7 and its LED blinks. After the kernel has started the LED of the M7 stops.'],
    ['linux-stops-with-core', 'Linux does not boot if the M4 is running.'],
    ['linux-stops-with-core', 'With the M7 firmware started before, the kernel hangs while it boots.'],
    ['rdc', 'The M4 uses I2C3. When Linux accesses I2C3 the whole system freezes.'],
    ['rdc', 'The M7 ends in a hard fault at the access to GPIO1 when Linux boots.'],
  ])('%s: %s', (claim, post) => {
    expect(claims(post)).toContain(claim);
  });

  test.each([
    ['a board whose core works', 'start-freezes-board', 'We load the M7 with remoteproc and it runs. The board works fine.'],
    [
      'a second start, which is another fault',
      'start-freezes-board',
      'The second time I start the M7 with remoteproc, rcu stalls and the board hangs.',
    ],
    ['suspend', 'output-ends-with-linux', 'U-Boot starts the M7 and it prints. In suspend the output of the M7 stops.'],
    ['a core that goes on', 'output-ends-with-linux', 'U-Boot starts the M7 and it prints. When Linux boots, it keeps printing.'],
    ['no core', 'linux-stops-with-core', 'The kernel hangs while it boots on our new board.'],
    ['a core that stops, not Linux', 'linux-stops-with-core', 'Linux boots and the M4 stops.'],
    ['clocks that are spoken of', 'rdc', 'The M7 ends in a hard fault at GPIO1 when Linux boots, since the clock of GPIO1 is gated.'],
    ['a device that both share without harm', 'rdc', 'The M4 reads I2C3, and Linux reads I2C3 as well without any problem.'],
  ])('%s is not %s: %s', (_, claim, post) => {
    expect(claims(post)).not.toContain(claim);
  });
});

describe('which image runs', () => {
  test.each([
    ['ddr-mute-tcm-fine', 'The M7 image for DDR prints nothing when it is started by remoteproc. The same image in TCM works.'],
    ['ddr-mute-tcm-fine', 'U-Boot starts our DDR image and it works. From Linux the same M7 firmware in DDR prints nothing.'],
    ['old-firmware-runs', 'I loaded another firmware and started the M7 again. It still runs the old firmware.'],
  ])('%s: %s', (claim, post) => {
    expect(claims(post)).toContain(claim);
  });

  test.each([
    ['a DDR image without the contrast', 'ddr-mute-tcm-fine', 'The M7 image for DDR prints nothing when it is started by remoteproc.'],
    [
      'the training of the memory',
      'ddr-mute-tcm-fine',
      'DDR training fails and the M7 in TCM works when started by remoteproc, it prints nothing from DDR.',
    ],
    ['an old kernel', 'old-firmware-runs', 'I loaded another kernel and booted again. It still runs the old version of the kernel.'],
    ['the new image', 'old-firmware-runs', 'I loaded another firmware and started the M7 again. It runs the new one.'],
  ])('%s is not %s: %s', (_, claim, post) => {
    expect(claims(post)).not.toContain(claim);
  });
});

describe('what the two cores have between them', () => {
  test.each([
    ['traffic-stops', 'RPMsg works, but after two hours the M4 does not answer any more.'],
    ['traffic-stops', 'After some minutes RPMsg stops.'],
    ['no-link', '/dev/ttyRPMSG30 is missing.'],
    ['no-link', 'rpmsg_lite_is_link_up is never true on the M7.'],
    ['remoteproc-is-dsp', 'I want the M7, but remoteproc shows only the DSP.'],
    ['stale-shared-memory', 'The M7 writes to shared memory and the A53 reads only zeros.'],
    ['stale-shared-memory', 'Values that the M4 writes are visible to Linux only after a second.'],
    ['debugger-fails', 'The J-Link cannot connect to the M7.'],
    ['debugger-fails', 'OpenOCD does not find the M4.'],
  ])('%s: %s', (claim, post) => {
    expect(claims(post)).toContain(claim);
  });

  test.each([
    ['a stop that somebody wrote', 'traffic-stops', 'RPMsg works, and after two hours I send a stop to the M4.'],
    ['Linux that comes up', 'traffic-stops', 'RPMsg of the M4 stops when Linux boots.'],
    ['a header that the compiler misses', 'no-link', 'rpmsg_lite.h is missing in my project.'],
    ['a link that came and went', 'no-link', 'After an hour /dev/ttyRPMSG30 is missing.'],
    ['the DSP that is wanted', 'remoteproc-is-dsp', 'I want remoteproc to drive only the DSP beside the M7.'],
    ['shared memory that works', 'stale-shared-memory', 'The M7 writes to shared memory and the A53 reads it.'],
    ['a debugger that connects', 'debugger-fails', 'The J-Link connects to the M7 and halts it.'],
    ['a script that is not found', 'debugger-fails', 'The J-Link script for the M7 is not found in the document.'],
  ])('%s is not %s: %s', (_, claim, post) => {
    expect(claims(post)).not.toContain(claim);
  });
});
