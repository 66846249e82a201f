import type { WordClaim } from '../words/claims.ts';

const list = (text: string): readonly string[] => text.trim().split('\n');

type BoardClaim = 'stops-at-kernel' | 'no-prompt' | 'prompt-unasked' | 'stale-shared-memory' | 'u-boot-hangs-early' | 'rproc-command-fails';

/** What people say of a kernel that stays silent, a prompt out of reach, and memory of both sides; none of the sentences comes from a report. */
export const boardWordings: Readonly<Record<Extract<WordClaim, BoardClaim>, readonly string[]>> = {
  'stops-at-kernel': list(`
It hangs at "Starting kernel ...".
The last line is Starting kernel.
U-Boot transfers control to the kernel, but nothing comes out of the UART.
When we boot the kernel, no response comes from LPUART1.
U-Boot jumps to Linux and the console is blank.
As soon as the kernel starts, there is no output on the serial port.
The kernel is loaded and started, but the serial console stays silent.
Nothing is printed on the console after U-Boot hands over to the kernel.
No messages appear on the UART when Linux boots.
We see nothing on the terminal once the kernel is booted.
With the new device tree there is no output at all on ttymxc2 uart when the kernel boots.
U-Boot works, but when the kernel comes up there are no characters on the serial line.
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
During the countdown I press keys, and U-Boot starts Linux all the same.
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
  'u-boot-hangs-early': list(`
U-Boot hangs during its initialization.
U-Boot proper freezes right after its banner.
With the larger memory chip U-Boot stops after DRAM.
It hangs after "DRAM: 2 GiB".
Our U-Boot gets stuck at relocation.
U-Boot crashes early in board init.
The line DRAM: 4 GiB is the last that we see.
U-Boot resets before the prompt, again and again.
Since the patch u-boot is stuck in its initialisation and never counts down.
It stops after relocation of U-Boot.
DRAM: 1 GiB comes and then nothing more.
`),
  'rproc-command-fails': list(`
rproc load fails in U-Boot.
The command rproc load 0 gives an error.
In U-Boot rproc start ends with an error.
I am unable to use rproc load with this ELF.
U-Boot's rproc init failed.
rproc load refuses my firmware.
rproc list shows the core, but rproc load does not work and fails.
It failed when I typed rproc start 0.
The U-Boot prompt answers Invalid argument to rproc load.
We cannot get rproc load_rsc to run.
rproc start is rejected by U-Boot.
`),
  'prompt-unasked': list(`
Our unit sits at the U-Boot prompt after a power cut, nobody had typed anything.
Nobody touched a key, and the boot loader's shell is open.
One out of 50 cold starts ends in the U-Boot console. The debug cable isn't connected then.
Noise on the receive line interrupts autoboot.
U-Boot stays at its prompt if the serial cable is not plugged in.
In the field the box sometimes stays in U-Boot. The uart is left open there.
I never pressed a key, but autoboot is aborted.
Autoboot is stopped by itself now and then.
An unattended device was found waiting at the prompt of U-Boot.
The countdown says it was interrupted. RX is floating on our carrier. It stops in U-Boot.
Stray characters stop the boot process, so it remains in U-Boot.
`),
};
