setenv bootargs "console=ttymxc2,115200 root=/dev/mmcblk2p2 rw rootwait panic=5 watchdog.handle_boot_enabled=1 ${tdxargs}"
if test -n "${m4boot}"; then run m4boot; fi
load ${devtype} ${devnum}:${distro_bootpart} ${fdt_addr_r} imx8mp-verdin-qemu.dtb
fdt addr ${fdt_addr_r}
fdt resize 0x20000
if load ${devtype} ${devnum}:${distro_bootpart} ${loadaddr} overlays.txt; then env import -t ${loadaddr} ${filesize}; fi
for overlay_file in ${fdt_overlays}; do
  echo "Applying Overlay: ${overlay_file}"
  if load ${devtype} ${devnum}:${distro_bootpart} ${loadaddr} overlays/${overlay_file}; then fdt apply ${loadaddr}; fi
done
load ${devtype} ${devnum}:${distro_bootpart} ${kernel_addr_r} Image.gz
load ${devtype} ${devnum}:${distro_bootpart} ${ramdisk_addr_r} initramfs.gz
booti ${kernel_addr_r} ${ramdisk_addr_r}:${filesize} ${fdt_addr_r}
