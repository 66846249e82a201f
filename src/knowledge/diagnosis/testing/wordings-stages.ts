import type { WordClaim } from '../words/claims.ts';

const list = (text: string): readonly string[] => text.trim().split('\n');

type StageClaim =
  | 'dram-fails'
  | 'boot-ends-at-tf-a'
  | 'root-missing'
  | 'u-boot-aborts'
  | 'no-room'
  | 'core-attached'
  | 'kick-fails'
  | 'authentication-fails'
  | 'mailbox-missing';

/** What people say of the stages of a boot; none of the sentences comes from a report. */
export const stageWordings: Readonly<Record<Extract<WordClaim, StageClaim>, readonly string[]>> = {
  'dram-fails': list(`
The DDR training fails on our own board.
SPL hangs in the DRAM training.
LPDDR4 training never ends.
We are stuck in DRAM init of the SPL.
The RAM initialization fails and then there is nothing more.
After changing the memory chip the DDR PHY training does not work anymore.
It loops forever in the ddr calibration.
SPL stops at DDR initialisation.
The DRAM training aborts with an error on cold mornings.
DDR init is failing since we use the new boot image.
The board freezes during LPDDR4 initialization.
`),
  'boot-ends-at-tf-a': list(`
The boot stops at BL31.
It hangs after BL31 and no U-Boot banner appears.
Nothing is printed after ATF.
The imx-boot image that uuu loads does not seem to start.
Our new flash.bin is written and never starts.
The boot container is loaded over USB, but it will not run.
The new boot image does not come up on this module.
The last thing that I see is BL31, it is stuck there.
Our board gets stuck in ATF.
TF-A hangs on our custom board.
The boot freezes behind the trusted firmware.
OP-TEE is the last that speaks, then the board hangs after OP-TEE.
No output after BL31.
With the new TF-A it stops in BL31.
U-Boot does not start after BL31.
`),
  'root-missing': list(`
The kernel waits for the root device forever.
It is waiting for root device /dev/mmcblk2p2 and nothing else happens.
Linux cannot mount the root filesystem.
The root partition is not found.
The partition of the eMMC cannot be found by the kernel.
A file system on the SD card could not be mounted, and the boot ends there.
The partitions on the eMMC are not detected.
Kernel is unable to mount root fs.
It fails to mount the root file system from the SD card.
Linux could not find the root partition after the update.
VFS panic at the end of the boot.
The kernel boots, but the rootfs cannot be mounted.
No root file system is what it complains about, no root filesystem.
The root device never appears.
`),
  'u-boot-aborts': list(`
U-Boot gives a data abort when I copy the image into the TCM.
md 0x7e0000 ends in a synchronous abort.
Reading 0x1ffe0000 causes an abort.
bootaux leads to a "Synchronous Abort" and U-Boot resets.
I get a synchronous abort in U-Boot as soon as the ITCM is written.
cp.b to the TCM crashes U-Boot with a data abort.
Data abort in U-Boot when the TCM is touched.
With mw at that address U-Boot aborts.
There is a synchronous abort when accessing the TCM before Linux.
U-Boot shows a data abort after the load command.
`),
  'no-room': list(`
The boot ends with an allocation error after the overlay was applied.
There is no room for the device tree.
U-Boot says not enough space for the overlay.
Applying one more overlay gives FDT_ERR_NOSPACE.
The device tree with all overlays has no space any more.
The fdt cannot be moved, not enough memory.
An allocation error comes when the device tree is moved.
The dtb is too big, there is insufficient memory reserved.
It aborts with an allocation error because of the overlay.
Too little room for the fdt is what U-Boot complains about.
`),
  'authentication-fails': list(`
With secure boot enabled the board does not boot any more.
The signed bootloader is not accepted on the closed device.
HAB reports errors for my kernel image.
Checking it with hab_auth_img fails for the signed U-Boot.
Since I burned the SRK fuses the module never starts.
The SPL hangs in hab_rvt_authenticate_image.
After closing the device our signed image fails.
ahab_status shows errors for the container.
A signed kernel is refused as invalid.
On a board in production mode the signed u-boot.imx does not start.
The board is bricked, I programmed the SEC_CONFIG fuses.
Only unsigned images work, the signed container is rejected.
`),
  'mailbox-missing': list(`
mbox_request_channel returns -517 and the probe is deferred.
The mailbox driver is never registered.
There is no driver for the mailbox, so the core is not available.
Requesting the mailbox channel gives -EPROBE_DEFER.
The mailbox controller is disabled in my device tree.
remoteproc waits, because the mailbox is not ready.
Our mailbox node is not probed.
The mailbox channel is not found.
It ends with -19 when the driver asks for its mbox channel.
I had to enable the MU driver in the kernel configuration.
The mailbox is missing in this device tree.
`),
  'core-attached': list(`
The state shows "attached" and not running.
When I read the state file it says attached.
cat state gives attached, although nobody started the core from Linux.
Its status is attached after boot.
The remote core is reported as attached.
The state of remoteproc0 is attached instead of offline.
It is in the state attached after bootaux.
remoteproc0 is "attached" when I boot with the demo loaded.
Why is the state attached?
After U-Boot has loaded it the core is attached.
`),
  'kick-fails': list(`
I only get imx_rproc_kick errors.
Starting it ends with error -62.
The kernel complains that the kick failed.
dmesg shows err:-62 after the start.
The kick fails every time.
The mailbox reports timer expired, so the M7 does not answer it, ETIME.
It fails with errno -62 when it should ring the bell.
The M4 gives ETIME on the mailbox.
I see imx_rproc_kick: failed in the log.
After the start the kick ends in an error.
`),
};
