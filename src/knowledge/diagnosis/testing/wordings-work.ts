import type { WordClaim } from '../words/claims.ts';

const list = (text: string): readonly string[] => text.trim().split('\n');

type WorkClaim = 'stopped-by-suspend' | 'debugger-fails' | 'started-on-a-core';

/** What people say of work with a core: suspend, debuggers, U-Boot's go; none of the sentences comes from a report. */
export const workWordings: Readonly<Record<Extract<WordClaim, WorkClaim>, readonly string[]>> = {
  'stopped-by-suspend': list(`
When Linux goes to suspend, the M7 stops.
The M4 firmware freezes as soon as the A53 enters deep sleep.
During standby of Linux the Cortex-M7 is halted.
After echo mem > /sys/power/state the M7 no longer prints.
Our FreeRTOS application dies whenever the system suspends.
In suspend mode the co-processor is dead.
The M core hangs once we call systemctl suspend.
If the board is in standby, the heartbeat LED of the M4 stops.
Since we use suspend to RAM the M33 gets stuck until the wake-up.
rtcwake puts Linux to sleep, and then the M7 output stops.
The Cortex-M4 should go on while the A-core sleeps, but it stops.
`),
  'debugger-fails': list(`
J-Link cannot connect to the M7.
OpenOCD does not find the Cortex-M7.
I am unable to attach the debugger to the M4 core.
The J-Link GDB server fails to connect to the Cortex-M4.
With SWD we could not halt the M7.
My debug probe is not able to detect the M33.
Trace32 never attaches to the M core.
Ozone can't connect to the M7 while Linux runs.
gdb fails to connect when I try to debug the M4.
JTAG access to the M7 is impossible, the debugger shows a connection error.
Lauterbach does not detect the second core.
`),
  'started-on-a-core': list(`
I load the M7 firmware and then type bootelf in U-Boot.
We tried to run the M4 image with bootelf.
I start the Zephyr binary by "go 0x7e0000".
The firmware for the M4 is at the load address and I run go 0x7e0000.
With go 0x80000000 the M7 image crashes.
bootelf of the Cortex-M4 ELF ends in an exception.
Our hello world for the M7 is started by go \${loadaddr}.
Can the M4 firmware not be started with bootelf, since it ends in a crash here.
First tftp of the M7 ELF, then bootelf \${loadaddr}, then the board resets.
go 0x7f8000 with the FreeRTOS demo just resets the board.
`),
};
