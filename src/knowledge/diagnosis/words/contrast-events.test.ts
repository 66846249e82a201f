import { describe, expect, test } from 'vitest';
import { claimsOf } from '../testing/claimed-by.ts';
import { contrastEvents } from './contrast-events.ts';

const claims = (post: string): string[] => claimsOf(contrastEvents, post);

test.each([
  'I bootaux the demo and then the kernel panics. If I leave out the M7, the board boots.',
  'U-Boot starts the M4. Linux hangs during its boot. Without the M4 firmware it works.',
  'After bootaux the system crashes as the kernel comes up. When I do not start the core with bootaux there is no crash.',
])('%s', (post) => {
  expect(claims(post)).toContain('linux-stops-with-core');
});

test.each([
  ['Linux loads the core', 'I start the M7 by remoteproc and Linux hangs. Without the M7 U-Boot and the rest work.'],
  ['nothing dies', 'U-Boot starts the M4. Without the M4 firmware Linux boots, too.'],
  ['U-Boot is no boot', 'The kernel does not start the M7, U-Boot does.'],
  ['no core is spoken of', 'U-Boot is fine. Linux hangs. Without the overlay it works.'],
])('%s: %s', (_, post) => {
  expect(claims(post)).toEqual([]);
});

describe('a device of Linux that fails beside the core', () => {
  test.each([
    'If I do not boot the M7 in U-Boot, the panic is gone. If I disable the sai3 node in the device tree, it is gone, too.',
    'Without bootaux everything works. With bootaux and the driver of the audio codec removed it works as well.',
    'When I leave out the M4, no crash. I deleted the uart2 node: no crash either, with the M4 running.',
    'U-Boot runs bootaux, then the kernel driver of SAI3 fails in its probe. Without the M7 it is fine.',
    'Since the M4 is started by bootaux, the GPT timer of Linux stops. If I skip the M4 firmware, the timer is fine.',
    'Linux panics in the probe of the i2c3 driver when U-Boot has started the M7. Without the M7 the board boots.',
    'Two ways help: not to start the M4 with bootaux, then all works; or status = "disabled" for flexcan1, then all works.',
    'The kernel hangs while it probes ecspi2 once the M4 was started from U-Boot. Without the M4 firmware all is fine.',
    'Sound: the sai2 driver of Linux reports errors as soon as bootaux was called in U-Boot. Without bootaux it works.',
    'We comment out bootaux and Linux is fine. We comment out the pwm3 node and Linux is fine with the M7, too.',
    'The issue does not happen without bootaux, it is fine then. The issue disappears if the uart3 node is disabled.',
  ])('%s', (post) => {
    expect(claims(post)).toContain('rdc');
  });
  test.each([
    'U-Boot starts the M4 and Linux is fine. Without the M4 firmware Linux is fine, too.',
    'The M4 prints on its UART from U-Boot on. When Linux boots, the UART of the M4 falls silent. Without the M4 firmware Linux is fine.',
    'The ethernet driver of Linux fails in its probe. It is the cable.',
    'I disabled the uart3 node, and it is fine.',
    'The kernel panics in the sai3 driver. The older module does not.',
    'U-Boot does not start the M7, Linux does, and the audio works.',
    'Without bootaux the M7 is off, as designed. The timer of Linux runs.',
    'We disabled the camera node, the display works now.',
    'The debugger cannot attach to the M7. Without the M7 firmware it works. The uart driver of Linux is fine.',
    'The M4 firmware uses i2c3, and Linux uses i2c1, both work.',
  ])('is not told by: %s', (post) => {
    expect(claims(post)).not.toContain('rdc');
  });
});

describe('it depends on the release of the kernel whether the core lives', () => {
  test.each([
    'U-Boot loads the M4 demo. With Linux 6.6 the system restarts at once. The same works with Linux 5.15.',
    'Since the update of the kernel the M4 that U-Boot starts dies when Linux boots. With the old kernel it was fine.',
    'The M7 runs fine with kernel 5.4. With kernel 5.15 the M7 freezes.',
    'Under the previous BSP our M4 works. Under the new BSP the M4 stops.',
    'Regression in the kernel: the board reboots as soon as the Cortex-M4 was started by bootaux.',
    'With Torizon 5 the M4 works for days. With Torizon 6 the M4 falls silent in the boot of Linux.',
    'We moved from Linux 5.10 to the new kernel, and the M7 hangs in the boot. The old kernel works.',
    'bootaux works, and kernel 4.14 works with it. With kernel 5.4 the system hangs when the M4 runs.',
    'The M4 dies when it reads a register of SPI3 with kernel 3.13. With kernel 3.0 it works.',
    'The firmware of the M7 runs fine under release 5.15. After the upgrade of the BSP the M7 stops with the boot of Linux.',
  ])('%s', (post) => {
    expect(claims(post)).toContain('output-ends-with-linux');
  });
  test.each([
    'With kernel 5.15 the M7 works. With kernel 6.6 the M7 works.',
    'remoteproc start freezes the board with kernel 6.6, and with 5.15 it works. The M7 is silent.',
    'Since the update of the kernel the display of our panel stays dark.',
    'A regression of Zephyr: the M7 console shows nothing. The A55 side is fine.',
    'The M7 stops when we call its stop function. Linux is fine.',
    'With kernel 5.15 the debugger works, with kernel 6.6 it cannot halt the M7.',
    'We use Linux 5.15 and U-Boot 2022.04. The M7 hangs in its main loop.',
    'Since the update of the kernel the SAI driver of Linux makes the system hang while the M7 that bootaux started uses SAI3. The old kernel was fine.',
    'The new kernel is faster. The M7 works with it.',
    'The older kernel had no driver for the M4.',
  ])('is not told by: %s', (post) => {
    expect(claims(post)).not.toContain('output-ends-with-linux');
  });
});
