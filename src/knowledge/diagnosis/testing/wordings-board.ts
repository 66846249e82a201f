import type { WordClaim } from '../words/claims.ts';

const list = (text: string): readonly string[] => text.trim().split('\n');

type BoardClaim = 'stops-at-kernel' | 'no-prompt' | 'stale-shared-memory';

/** What people say of a kernel that stays silent, a prompt out of reach, and memory of both sides; none of the sentences comes from a report. */
export const boardWordings: Readonly<Record<Extract<WordClaim, BoardClaim>, readonly string[]>> = {
  'stops-at-kernel': list(`
It hangs at "Starting kernel ...".
The last line is Starting kernel.
Behind Starting kernel nothing more comes.
The board is stuck at Starting kernel since the update.
After Starting kernel there is no output any more.
U-Boot prints Starting kernel and then nothing happens.
My custom kernel does not boot on the imx8mm.
The new kernel fails to start on our carrier board.
Linux won't boot with my device tree.
It stops at Starting kernel and the watchdog does not bite.
The display freezes and Starting kernel is the last message.
`),
  'no-prompt': list(`
I cannot stop U-Boot.
I can't get into the U-Boot prompt.
Pressing a key during the countdown has no effect, autoboot continues.
It is impossible to interrupt autoboot, I can't stop autoboot with any key.
Keys are ignored while U-Boot counts down.
I am not able to reach the U-Boot console.
U-Boot does not react to the keyboard, it boots anyway.
We could not enter U-Boot on the new modules.
I press space at the bootloader prompt and nothing happens.
I hit keys all the time but the boot process continues.
We are unable to stop autoboot on the serial console.
`),
  'stale-shared-memory': list(`
The M7 does not see what Linux writes into the shared memory.
Our shared buffer shows old values on the M7.
Linux reads stale data from the memory region that it shares with the M4.
With the cache of the M7 on, the shared memory is not updated.
The Cortex-M7 never sees changes in the shared RAM until it is reset.
I write through /dev/mem, and the M7 reads old data.
The M7 writes a counter to shared DDR, but Linux does not read new values.
The contents of the shared memory are not coherent between A53 and M7.
The M4 reads wrong data from the shared region although Linux wrote it.
Our shared structure is not visible to the M7 after a write from Linux.
`),
};
