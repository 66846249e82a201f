import type { WordClaim } from '../words/claims.ts';
import type { boardWordings } from './wordings-board.ts';
import type { eventWordings } from './wordings-events.ts';
import type { stageWordings } from './wordings-stages.ts';
import type { workWordings } from './wordings-work.ts';

const list = (text: string): readonly string[] => text.trim().split('\n');

/** One thing said in many ways, as people write it; none of the sentences comes from a report. */
export const wordings: Readonly<
  Record<
    Exclude<WordClaim, keyof typeof stageWordings | keyof typeof workWordings | keyof typeof boardWordings | keyof typeof eventWordings>,
    readonly string[]
  >
> = {
  'output-ends-with-linux': list(`
On the scope I see the signal from the moment U-Boot executes bootaux, it disappears about 3 seconds later.
The M7 firmware runs nicely until Linux starts, after that the UART is dead.
My FreeRTOS demo prints in U-Boot but as soon as the kernel is booting the output stops.
As soon as Linux comes up the M4 hangs.
When the kernel boots, my Cortex-M7 application freezes.
The LED driven by the M4 blinks at the U-Boot prompt and stops blinking when Linux boots.
Everything on the M7 console disappears once Torizon has booted.
Cortex M4 output stops after "Starting kernel ..."
The co-processor dies during the Linux boot.
I lose the M7 output a second after I type boot and Linux starts.
The M core works under U-Boot, but not under Linux.
Hello world on the M7 works from U-Boot, then Linux boots and nothing more is printed.
It prints happily at the U-Boot prompt. Once I continue booting Linux, the M7 goes silent.
After the kernel has started, no more messages come from the M7.
The M33 core is stuck after Linux takes over.
Our firmware stops working the moment the A53 starts Linux.
The heartbeat LED of the M7 only blinks until the kernel loads.
Linux kills the M7 during boot.
It toggles a GPIO from U-Boot on, and a few seconds into the Linux boot the toggling ceases.
Once Linux is booted the M7 does not respond anymore.
The kernel disables the clock of the M7 and its UART goes quiet.
With bootaux the demo runs fine in the bootloader. When the OS comes up it halts.
Zephyr on the M7 keeps printing its counter up to the point where the kernel boots, then silence.
`),
  'garbled-under-linux': list(`
After the kernel starts the same terminal shows only ?x~xf like characters.
While the A9 is booting I only get undefined symbols from the M4.
When Linux runs I have to set the terminal to 38400 to read the M7.
As soon as Linux boots the UART of the M4 prints hieroglyphs.
The M7 UART output turns into garbage when Linux boots.
After Linux has started, the M4 console shows only gibberish.
Characters are readable in U-Boot but become rubbish under Linux.
As soon as the kernel is up the debug UART prints strange characters.
Once Linux runs, the text on UART4 is garbled.
The baud rate of the M7 UART is wrong after the Linux boot.
In U-Boot the output is readable, with Linux running it is unreadable.
When Torizon boots the M7 prints weird symbols instead of text.
UART4 shows scrambled output after the kernel started.
My M7 log is fine before Linux, and under Linux it is full of random characters.
Since the kernel comes up the serial output of the M4 is corrupted text.
The console of the co-processor gets mangled characters as soon as Linux is running.
`),
  'ddr-mute-tcm-fine': list(`
The TCM build works, the DDR build prints nothing.
My firmware runs from ITCM but not from DDR.
Linked to DDR the M7 stays silent, linked to TCM everything is fine.
Only the TCM version works.
The itcm sample works great, but the ddr variant boots without any output.
With the ddr_release target I get no output, while the itcm target runs.
The same demo in DDR does nothing. In TCM it runs perfectly.
Images that run from DDR never start, but those for the TCM work.
hello_world from TCM prints as expected; the one at 0x80000000 is mute.
When I link it to external memory the core does not start. From the tightly coupled memory it works.
Release in TCM is ok, debug in DRAM shows nothing on the UART.
The DDR image is loaded but the M7 never prints, the TCM image prints at once.
It does not run from DDR, but the ITCM build runs.
`),
  'remoteproc-is-dsp': list(`
remoteproc0 is the DSP and not the M7.
On my board remoteproc0 turned out to be the hifi4 DSP.
I expected the M7 there but remoteproc0 is called imx-dsp-rproc.
The name of remoteproc0 says imx-dsp-rproc instead of imx-rproc.
The only remoteproc device belongs to the DSP.
Only the DSP shows up in remoteproc.
There is just the audio DSP under /sys/class/remoteproc.
It seems remoteproc0 drives the HiFi4 and there is no remoteproc1.
Linux starts the dsp instead of the cortex-m7.
remoteproc0 is not the M4 but another core.
The firmware ends up at the DSP rather than at the M7.
`),
  'no-remoteproc': list(`
There is no remoteproc0 in /sys/class/remoteproc.
The directory /sys/class/remoteproc is empty.
After booting I do not have remoteproc0.
I don't see remoteproc0 on this board.
We do not find /sys/class/remoteproc with this kernel.
My kernel does not show remoteproc0.
/sys/class/remoteproc/remoteproc0 does not exist on my board.
I do not see any remoteproc device: there is nothing in /sys/class/remoteproc.
My Torizon image has no remoteproc entry at all.
No remoteproc device is created at boot.
The remoteproc folder is missing.
dmesg shows nothing about remoteproc.
The remoteproc node never appears under /sys/class.
Without a remoteproc device I cannot start the M7.
ls shows that /sys/class/remoteproc is empty although the overlay is loaded.
`),
  'table-refused': list(`
Loading fails with an error about the resource table.
The kernel rejects my resource table.
It says that it can't load the resource table.
The vring address is refused by the driver.
My rsc_table is invalid according to the kernel.
remoteproc complains about a carveout.
The resource table of the Zephyr sample is not accepted.
The start ends with -22 because of the vring entries.
There is an error with the vdev entry of the table.
Failed on the resource table with -12.
The carveout of my firmware is wrong, says Linux.
`),
  'no-link': list(`
The firmware waits for ever in rpmsg_lite_wait_for_link_up.
There is no /dev/ttyRPMSG on the Linux side.
/dev/ttyRPMSG30 is never created.
The M7 hangs waiting for the link to be up.
The rpmsg channel is never announced.
RPMsg does not come up.
I never see a ttyRPMSG device.
The demo blocks until virtio is ready, and it never is.
No RPMsg channel appears after modprobe.
Our rpmsg endpoint is not created.
The ttyRPMSG node does not exist.
The task enters rpmsg_rtos_init() and never comes out of it.
The call of rpmsg_lite_remote_init never returns.
My code gets stuck in rpmsg_rtos_init.
The M4 hangs inside erpc_transport_rpmsg_lite_rtos_remote_init.
Nothing behind rpmsg_init is reached, it blocks.
Everything after platform_init_rpmsg is unreachable.
The firmware does not get past rpmsg_lite_remote_init.
RPMsg initialisation never finishes on the M7.
We cannot print anything after erpc_transport_rpmsg_lite_rtos_remote_init.
The code stays stuck, as rpmsg_rtos_init doesn't return.
`),
  'overlay-fails': list(`
The overlay is not applied.
U-Boot says FDT_ERR_NOTFOUND when it applies my overlay.
Applying the HMP overlay fails.
The overlay does not fit the device tree.
My dtbo fails with a bad magic.
The base dtb has no __symbols__ node.
I boot with the EVK device tree and then the overlay cannot be applied.
The overlay was written for another board.
It can't apply the overlay: the overlay is refused.
U-Boot wants the device tree compiled with -@.
The overlay was rejected by U-Boot.
`),
  'region-fails': list(`
The kernel failed to reserve the memory of the M7.
Linux cannot reserve m7@80000000.
The reserved memory of the M7 overlaps with the ramdisk.
The region could not be reserved, says dmesg.
Reserving the region fails at boot.
The initrd lies in the reserved region.
Our ramdisk occupies the M7 region.
It was not possible: unable to reserve the carve-out.
The kernel ignores the reserved region of the M4.
CMA overlaps the M7 area.
The reservation of 16 MiB at 0x80000000 fails.
`),
  'mailbox-taken': list(`
The probe of imx-rproc fails with -16.
The mailbox channel is busy.
The MU is already in use by the rpmsg driver.
Both rpmsg and imx-rproc want the same mailbox.
The mailbox returns EBUSY.
The rpmsg node and the imx-rproc node use the same channels.
mbox channel is taken by another driver.
The messaging unit is claimed by rpmsg already.
I get -16 for the mailbox.
imx-rproc probe ends in EBUSY.
Two drivers requested it, so the MU is occupied.
`),
  'no-vring-memory': list(`
The rpmsg driver says no vring buffer.
I get "No vring buffer" at boot.
The rpmsg probe fails with -12.
RPMsg cannot allocate its memory.
The vdevbuffer region is missing in my device tree.
I forgot the vdevbuffer.
rpmsg: out of memory at probe.
virtio_rpmsg_bus fails to allocate the buffers.
The DMA pool for the rings is too small, vdevbuffer is not defined.
Not enough memory for rpmsg, error -12.
There is no reserved memory for the vrings.
`),
  'headers-in-segment': list(`
The program header starts a page earlier than my first section.
readelf shows that the ELF headers are included in the first segment.
The first PT_LOAD begins 64 KiB before the link address.
The sections are right but the program header is at another address.
The segment starts below my linker origin by 64K.
The ELF header is part of the first LOAD.
It begins at a page boundary because the program headers are in the first segment.
The phdr is rounded down to 0x1fff0000, page aligned.
Linking with -n cures it.
With max-page-size=4096 the first segment moves.
The load address of the PT_LOAD starts too early.
`),
  'bootaux-unknown': list(`
My U-Boot does not have bootaux.
bootaux is an unknown command on my board.
The bootaux command is missing in this U-Boot.
There is no bootaux in the U-Boot of this BSP.
U-Boot does not know bootaux.
I can't find the bootaux command any more.
bootaux isn't available after the update.
bootaux is not compiled in.
The new bootloader lacks bootaux.
Where did bootaux go?
"Unknown command bootaux" is all I get.
`),
  'elf-to-bootaux': list(`
I gave the .elf to bootaux and nothing happens.
bootaux with the ELF file does not start the core.
Starting the .axf with bootaux hangs the M4.
If I pass an ELF to bootaux the core is dead.
bootaux of hello_world.elf prints junk for the stack.
The stack is shown as 0x464C457F.
Loading the axf and calling bootaux fails.
The core does not run when I hand the ELF to bootaux.
bootaux on my app.elf shows nothing on the UART.
It fails with the elf given to bootaux.
I loaded the firmware.elf at 0x80000000 and ran bootaux, but the M7 stays silent.
`),
  'linux-stops-with-core': list(`
I want to run the M4 demo and Linux at the same time. The kernel stops after Starting kernel.
After launching m4boot in U-Boot the kernel almost finishes its boot before a reset.
The A53 is unable to boot after bootaux has started the M4.
I boot the Cortex-M4 first and then the A53 is not booting.
After loading the M4 firmware my Linux kernel gets stuck at Starting kernel.
When the M4 boots, the Linux kernel blocks.
Linux won't boot when the M4 application starts automatically.
The kernel hangs at "Starting kernel" if the M4 is running.
With the M4 demo running, Linux does not boot.
Once the Cortex-M4 has been started by bootaux, the kernel never comes up.
Linux crashes during its boot when the M7 firmware runs.
As soon as the M4 is started in U-Boot, the kernel won't start.
The board goes into a reboot loop when the M4 firmware is loaded at boot.
While the M4 runs, the kernel starts and immediately crashes.
My kernel freezes at boot since the M4 firmware is loaded.
If I start the co-processor first, Linux stops in the middle of its boot.
`),
  rdc: list(`
The board file assigns uart3 to domain 1 in BOARD_RdcInit, and Linux aborts there.
Linux dies when it reads ecspi2, which the firmware claims with RDC_SetPeriphAccessConfig.
The RDC assigns UART4 to the M7 domain.
Linux crashes because the RDC denies the access.
The RDC register reads 0xfc.
I think the resource domain controller blocks the peripheral.
The peripheral belongs to the M4 and Linux crashes when it touches it.
Register 0x303d0518 has the wrong value.
ECSPI2 is owned by the M7, the kernel aborts at the first access.
RDC permissions of I2C3 exclude the A53.
After the change in the RDC the system hangs at the first register.
An external abort comes from accessing a UART that is assigned to the M4.
As soon as the M4 configures the clock of I2C3 the entire SoC locks up.
When the M7 uses GPIO1 the whole board freezes.
The UART is protected by RDC.
`),
  'nothing-boots': list(`
The board finds nothing to boot.
U-Boot stops at its prompt since there is no boot script.
It always ends in the U-Boot prompt.
The module tries to boot from the network.
U-Boot cannot find the kernel image.
No bootable device is found.
It falls back to the U-Boot shell after a TFTP attempt.
boot.scr is missing on the eMMC.
The board drops me into the U-Boot prompt after flashing.
The EFI boot manager cannot load anything.
It goes on with PXE and TFTP: it tries TFTP for ever.
`),
  'spl-finds-nothing': list(`
SPL does not find U-Boot.
Only SPL starts and then nothing.
The board is stuck in SPL.
SPL cannot load the U-Boot image.
It stops after SPL.
SPL fails to boot from all devices.
The SPL banner is the last thing I see, SPL never reaches U-Boot.
U-Boot proper is never loaded.
There is no U-Boot image found by SPL.
After the failed update SPL is all I get, no U-Boot found.
I only get the SPL output: the SPL didn't get any further.
`),
  emergency: list(`
The board boots into emergency mode.
It asks for the root password for maintenance.
I end up in an emergency shell.
Linux drops into the initramfs shell.
After the power cut it goes to rescue mode.
We land in the busybox of the initramfs.
systemd enters maintenance mode.
All I get is the initramfs prompt.
The system goes into the emergency target.
It falls into a dracut shell.
Boot ends in the rescue shell.
`),
  'login-refused': list(`
The login is refused.
I cannot log in as torizon.
The password is wrong, it says.
The default password does not work.
It rejects the password of root.
SSH login is denied.
The user torizon is not accepted: login incorrect.
I am unable to log in with the default credentials.
My password is no longer accepted after the first boot.
The board does not let me log in.
We forgot the password.
`),
  'environment-unreadable': list(`
fw_printenv does not work.
fw_printenv only prints defaults.
Linux can't read the U-Boot environment.
fw_setenv fails with an error.
The environment is not readable from Linux.
fw_printenv says that it cannot read the environment.
My fw_env.config has the wrong offset.
fw_printenv complains about a bad CRC.
The U-Boot environment cannot be read from userspace.
I get an error from fw_printenv.
There is no fw_env.config, so fw_printenv finds nothing.
`),
  'uuu-fails': list(`
uuu shows nothing.
uuu fails to open the USB device.
uuu waits for ever for a known device.
The module is not detected in recovery mode.
uuu says failure open usb device.
Recovery mode does not work.
uuu does not find the module.
The host does not see the module in recovery.
uuu hangs at 1/ 0.
I get LIBUSB_ERROR_ACCESS.
uuu never detects the board.
In recovery the USB device is not recognized by my PC, it can't enumerate the module.
`),
};
