import type { WordClaim } from '../words/claims.ts';

const list = (text: string): readonly string[] => text.trim().split('\n');

type EventClaim =
  | 'start-freezes-board'
  | 'traffic-stops'
  | 'environment-forgotten'
  | 'file-missing'
  | 'bin-to-remoteproc'
  | 'core-busy'
  | 'not-writable'
  | 'too-large'
  | 'board-unknown'
  | 'toolchain'
  | 'module-absent'
  | 'firmware-faults'
  | 'restart-stalls'
  | 'host-key'
  | 'rolled-back'
  | 'resets-itself'
  | 'phdr-in-ddr'
  | 'phdr-of-a53';

/** What follows from who did what and when, and faults that are called by the words of a program; none of the sentences comes from a report. */
export const eventWordings: Readonly<Record<Extract<WordClaim, EventClaim>, readonly string[]>> = {
  'start-freezes-board': list(`
Starting the M7 from Linux freezes the board.
As soon as I start the M7 with remoteproc the whole system hangs.
When the M7 is started through remoteproc, the module locks up.
The board freezes completely when I start the Cortex-M7 from user space.
Loading the M7 firmware by remoteproc makes the whole system unresponsive.
The Verdin hangs whenever the core is started from Linux.
If I start the co-processor with remoteproc, Linux crashes at once.
The console is dead after I start the M7 by means of remoteproc.
Any attempt to start the M7 from Linux kills the system.
I start the M7 from Linux, and the entire SoM is stuck.
`),
  'traffic-stops': list(`
After a few minutes RPMsg stops working.
The RPMsg link is dead after a while.
RPMsg works for ten minutes, then no answer comes any more.
After some thousand messages the M7 no longer answers on RPMsg.
The messages over RPMsg stop after about 30 minutes.
Sometimes the RPMsg channel stops responding.
Randomly no reply arrives over RPMsg.
RPMsg exchange with the M4 stops after several hours.
From time to time the RPMsg traffic stalls.
After many packets rpmsg gets stuck.
`),
  'environment-forgotten': list(`
U-Boot forgets all variables after a power cycle.
The environment of U-Boot is lost at each boot.
My U-Boot variables are gone after the reset.
U-Boot loses its saved settings.
The environment is not saved over a power cycle.
Each time U-Boot starts, its environment is back to the defaults.
saveenv says OK, but the variables are not kept.
U-Boot reports a bad CRC of the environment at every start.
All settings in U-Boot are lost when I switch off.
U-Boot does not boot as I set it, the bootcmd variable is reset to the default.
`),
  'file-missing': list(`
Starting the core ends in no such file or directory.
request_firmware fails when I start the M7.
The firmware cannot be loaded, error -2.
remoteproc says direct firmware load failed.
echo start gives no such file or directory although the elf is on the board.
The start of the M4 fails with ENOENT.
When I start the core, dmesg says that the firmware load failed with error -2.
The M7 does not start, request_firmware returns -2.
With my elf the start fails: file not found.
Loading the image fails with -2.
`),
  'bin-to-remoteproc': list(`
remoteproc says bad magic for the .bin.
The image is corrupted (bad magic) when remoteproc loads it.
My M7 image is refused with bad magic.
The core cannot be started because of a bad magic.
Linux tells me that the image is corrupted when I start the M4.
remoteproc refuses hello_world.bin, image is corrupted it says.
With the .bin the M7 start ends in bad magic.
remoteproc complains that it is not an ELF.
bad magic, says the kernel when I load the M7 binary.
The firmware is not an ELF says remoteproc.
`),
  'core-busy': list(`
Writing the name of the firmware gives device or resource busy.
I get device or resource busy when I write the new elf.
echo start to the state file ends in device or resource busy.
remoteproc0 answers EBUSY when I set another firmware.
Changing the firmware while the M7 runs says resource busy, exactly: device or resource busy.
Setting a second elf fails with EBUSY.
The firmware file in sysfs is not accepted: device or resource busy.
I cannot stop the core, it says device or resource busy.
Write error: device or resource busy, when I name the firmware.
State cannot be written, device or resource busy.
`),
  'not-writable': list(`
Writing to /sys/class/remoteproc/remoteproc0/state gives permission denied.
From the container /sys/class/remoteproc is read-only.
sudo echo start to remoteproc0 ends in permission denied.
I cannot copy the elf to /lib/firmware, it is a read-only file system.
/usr/lib/firmware is read-only on this system.
remoteproc in the Docker container: operation not permitted.
Access denied when my service writes the remoteproc state.
/lib/firmware is not writable.
My user has no permission for remoteproc0.
Copying to /lib/firmware fails because it is read only.
`),
  'too-large': list(`
The linker says that region m_text overflowed.
Our build does not fit into the ITCM any more.
The debug build is too large for the TCM.
Section .text will not fit in region m_text.
The link fails, m_data overflows by 3 kB.
My project is too big for the ITCM.
The linker complains that the TCM region is exceeded, it overflowed.
Building fails since the code does not fit into m_text.
m_text overflowed by 1024 bytes, says the linker.
Our Zephyr build exceeds the ITCM.
`),
  'board-unknown': list(`
west says no board named verdin_imx8mp.
Zephyr does not build: no board named imx8mp_evk.
The build ends with no board named verdin_imx8mm found.
The board verdin_imx8mp is not found by west.
west build: board mimx8mp_evk unknown.
CMake of Zephyr says that the board is not found.
Zephyr tells me that this board is invalid.
With the new Zephyr our board name is unknown.
My build stops because the board does not exist in Zephyr.
west cannot go on, the board imx8mp_evk_cm7 is not found.
`),
  toolchain: list(`
ARMGCC_DIR is not set.
The build says that ARMGCC_DIR isn't set.
arm-none-eabi-gcc is not found.
My CMake run cannot find arm-none-eabi-gcc.
The Zephyr SDK is not installed.
The variable ZEPHYR_SDK_INSTALL_DIR is missing here.
It is unable to find the Zephyr SDK.
The script stops, arm-none-eabi-gcc command not found.
arm-none-eabi-objcopy is missing on my PC.
My build fails since ARMGCC_DIR is unset.
`),
  'module-absent': list(`
modprobe cannot find imx_rpmsg_tty.
The module imx_rpmsg_tty is not found.
There is no such module as imx_rpmsg_tty, modprobe says.
modprobe says imx_rpmsg_pingpong not found.
My kernel has the rpmsg_tty module missing.
insmod imx_rpmsg_tty.ko gives unknown symbol.
The imx_rpmsg_tty module does not exist in my image.
I can't find the module rpmsg_char.
modprobe imx_rproc fails, module not found.
imx_rpmsg_tty.ko is missing in /lib/modules.
`),
  'firmware-faults': list(`
My M7 application ends in a hard fault.
The M4 runs into a HardFault.
The firmware goes into HardFault_Handler at once.
FreeRTOS stops in an assertion failure.
The Cortex-M7 gets a usage fault.
Our firmware hits a hard fault after main.
The M7 is stuck in HardFault_Handler.
Zephyr ends in a fatal error.
The core jumps to HardFault_Handler.
The M4 crashes with a bus fault.
`),
  'restart-stalls': list(`
After stop and start of the M7 there is an RCU stall.
The second time I start the M7 the kernel reports a soft lockup.
Restarting the core ends in rcu stalls.
I stop the M7, start it, and get a self-detected stall.
At the second start of the M7 one CPU stalls.
When the M4 is restarted, RCU stalls are reported.
A restart of the M7 gives a soft lockup.
Once I have stopped the core and start it, RCU complains of a stall.
Stop and start of the M7, then one CPU is reported as stalled by RCU.
Restarting remoteproc0 leads to a soft lockup.
`),
  'host-key': list(`
ssh says that the host key has changed.
The host identification changed since the new image.
ssh warns: remote host identification has changed.
The host key changed after I flashed the board.
I cannot ssh since the host key was changed.
After the update the host key is changed.
Our lab script fails as the host identification has changed.
The host key of the module changed.
scp refuses because the host key has been changed.
It says REMOTE HOST IDENTIFICATION HAS CHANGED.
`),
  'rolled-back': list(`
The update was rolled back, the old version runs.
After the test the board rolled back to the previous image.
It rolls back to the old version.
The module boots the previous version after a rollback.
The board came back with the old image, a rollback it seems.
A rollback happened and the older version is running again.
It rolled back to an earlier deployment.
Torizon rolled back to the former version.
Greenboot rolled back, the board boots the old version.
It did a rollback and runs the previous OS again.
`),
  'resets-itself': list(`
The board resets by itself.
Our module reboots on its own.
The system restarts spontaneously.
The device reboots unexpectedly.
The board randomly resets.
The board reboots without any message.
The module resets out of nowhere.
The system reboots without warning.
It resets itself without any error.
The SoM restarts without reason.
`),
  'phdr-in-ddr': list(`
bad phdr da 0x80000000, says the kernel.
The load ends in bad phdr da 0x80000000.
remoteproc prints bad phdr da 80000000 for my image.
There is a bad phdr at 0x80000400.
I get bad phdr 0x80000000 with the DDR build.
Linux refuses it with bad phdr da 0x80001000.
The reason is bad phdr da 0x55000000 in dmesg.
It fails: bad phdr da 0x80000000 and -22.
bad phdr da 0x92000000 on my 8QXP.
My elf gives bad phdr 0x7f000000 and then -22.
`),
  'phdr-of-a53': list(`
bad phdr da 0x7e0000, says the kernel.
The load ends in bad phdr da 0x7e0000.
remoteproc prints bad phdr da 7e0000 for my image.
There is a bad phdr at 0x7e0000.
I get bad phdr 0x800000 with the TCM build.
Linux refuses it with bad phdr da 0x7e0400.
The reason is bad phdr da 0x007e0000 in dmesg.
It fails: bad phdr da 0x7e0000 and -22.
bad phdr da 0x7f8000 on my iMX7.
My elf gives bad phdr 0x7e0000 and then -22.
`),
};
