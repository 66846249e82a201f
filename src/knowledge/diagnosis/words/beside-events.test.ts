import { expect, test } from 'vitest';
import { pastedLines } from '../pasted-lines.ts';
import { statementsIn } from '../statements.ts';

const claims = (text: string): string[] => statementsIn(pastedLines({ name: 'post.txt', text })).map(({ claim }) => claim);

test.each([
  'In U-Boot I start the M33 by bootaux, it is up and running. I then boot Linux from the network. The kernel is started, but it failed to boot and has been stuck in this stage.',
  'The M7 is started with bootaux and prints. After that I type boot. The Linux kernel does not come up, it is stuck at the same line each time.',
  'First bootaux for the M4. Its text is there. Next run bootcmd. Now Linux hangs.',
  'I load the M4 in U-Boot and it runs. Then booti. The kernel stops at mmc1 and never reaches the login.',
  'My firmware is running after bootaux. Then I start Linux, which could not be booted.',
  'U-Boot starts the M7, OK. The kernel is loaded next. Linux gets stuck half way.',
  'bootaux runs our hello_world image. When I go on, the kernel freezes during its boot.',
  'From U-Boot the Cortex-M4 works. Afterwards the Linux boot never finishes, it is stuck.',
  'The M core was booted by the boot loader. Linux is started after it and hangs in there.',
  'With bootaux the M33 comes alive. Then "run bootcmd". The kernel is stuck before systemd.',
])('Linux does not come up behind a core that U-Boot started: %s', (text) => {
  expect(claims(text)).toContain('linux-stops-with-core');
});

test.each([
  'Linux hangs in its boot. We do not use the M7 at all, U-Boot is the vendor one.',
  'In U-Boot the M4 starts by bootaux. Linux boots as well. The M4 is stuck at its first message.',
  'Blinky hangs where hello_world runs, with Zephyr on the A53. I load it from U-Boot.',
  'bootaux starts the M4 fine. How long does Linux take to boot?',
  'The M7 is started by remoteproc. Linux hangs then. In U-Boot we do nothing.',
])('and not: %s', (text) => {
  expect(claims(text)).not.toContain('linux-stops-with-core');
});
