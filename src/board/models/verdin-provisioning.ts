import type { Provisioning } from './board-model.ts';

/** Of a Verdin with Torizon OS or a BSP reference image. `board`: as its overlays begin. `emmc`: as Linux numbers it. */
export const verdinProvisioning = (board: string, emmc: number): Provisioning => ({
  bootPartition: `/dev/mmcblk${emmc}p1`,
  // On Torizon /usr, and so /lib/firmware, is read-only and /var is what is left; the kernel opens the path in init's mount namespace.
  firmwareFolder: '/var/lib/hil-firmware',
  // Torizon has one partition, the ostree root, whose /var U-Boot sees at its deployment.
  firmwareFolderOfUBoot: '/ostree/deploy/torizon/var/lib/hil-firmware',
  hmpOverlay: `${board}_hmp_overlay.dtbo`,
  environment: '/dev/emmc-boot0 -0x2200 0x2000',
});
