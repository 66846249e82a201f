import type { PastedText } from '../facts.ts';

/** Text in which nothing is wrong. */
export const cleanTexts: readonly PastedText[] = [
  {
    name: 'dmesg-start.txt',
    text: `[    0.000000] Linux version 6.6.54-7.1.0-g3493ccd66900 (oe-user@oe-host) #1-Torizon SMP PREEMPT
[    0.000000] Kernel command line: root=LABEL=otaroot rootfstype=ext4 quiet logo.nologo ostree=/ostree/boot.1/torizon/11aa/0 clk-imx8mp.mcore_booted=1
[    2.101311] imx-sdma 30bd0000.dma-controller: Direct firmware load for imx/sdma/sdma-imx7d.bin failed with error -2
[    2.101330] imx-sdma 30bd0000.dma-controller: Falling back to sysfs fallback for: imx/sdma/sdma-imx7d.bin
[    3.900112] remoteproc remoteproc0: imx-rproc is available
[   61.200301] remoteproc remoteproc0: powering up imx-rproc
[   61.201110] remoteproc remoteproc0: Booting fw image hello_tcm.elf, size 62144
[   61.201402] remoteproc remoteproc0: No resource table in elf
[   61.718204] remoteproc remoteproc0: remote processor imx-rproc is now up`,
  },
  {
    name: 'dmesg-rpmsg.txt',
    text: `[   80.100301] remoteproc remoteproc0: powering up imx-rproc
[   80.101410] remoteproc remoteproc0: Booting fw image echo_tcm.elf, size 288144
[   80.617003]  remoteproc0#vdev0buffer: assigned reserved memory node vdevbuffer@55400000
[   80.618210] virtio_rpmsg_bus virtio0: rpmsg host is online
[   80.618308]  remoteproc0#vdev0buffer: registered virtio0 (type 7)
[   80.618401] remoteproc remoteproc0: remote processor imx-rproc is now up
[   80.640210] virtio_rpmsg_bus virtio0: creating channel rpmsg-virtual-tty-channel-1 addr 0x1e
[   80.641007] imx_rpmsg_tty virtio0.rpmsg-virtual-tty-channel-1.-1.30: new channel: 0x400 -> 0x1e!
[   80.641311] Install rpmsg tty driver!`,
  },
  {
    name: 'preloaded.txt',
    text: `U-Boot SPL 2022.04-6.4.0+git.dc27426aa417 (Jan 01 1970 - 00:00:00 +0000)
NOTICE:  BL31: v2.6(release):lf_v2.6-g3c1583ba0a
U-Boot 2022.04-6.4.0+git.dc27426aa417 (Jan 01 1970 - 00:00:00 +0000)
Reset cause: POR
Loading Environment from MMC... OK
Hit any key to stop autoboot:  0
31744 bytes read in 3 ms (10.1 MiB/s)
## Starting auxiliary core stack = 0x20020000, pc = 0x000004DD...
Applying Overlay: verdin-imx8mp_hmp_overlay.dtbo
Starting kernel ...
[    0.000000] Linux version 5.15.129-6.4.0+git.67c3153d20ff (oe-user@oe-host) #1-TorizonCore SMP PREEMPT
[    3.120441] remoteproc remoteproc0: imx-rproc is available
[    3.120902] remoteproc remoteproc0: attaching to imx-rproc
[    3.121377] remoteproc remoteproc0: remote processor imx-rproc is now attached
verdin-imx8mp-15230201 login:`,
  },
  {
    name: 'session.txt',
    text: `root@verdin-imx8mp-15230201:~# cat /sys/class/remoteproc/remoteproc0/state
offline
root@verdin-imx8mp-15230201:~# echo hello.elf > /sys/class/remoteproc/remoteproc0/firmware
root@verdin-imx8mp-15230201:~# echo start > /sys/class/remoteproc/remoteproc0/state
root@verdin-imx8mp-15230201:~# cat /sys/class/remoteproc/remoteproc0/state
running
root@verdin-imx8mp-15230201:~# echo stop > /sys/class/remoteproc/remoteproc0/state
root@verdin-imx8mp-15230201:~# cat /sys/class/remoteproc/remoteproc0/state
offline
root@verdin-imx8mp-15230201:~# reboot
[  412.820114] reboot: Restarting system
U-Boot SPL 2022.04-6.4.0+git.dc27426aa417 (Jan 01 1970 - 00:00:00 +0000)
Reset cause: POR`,
  },
  {
    name: 'prose.txt',
    text: 'Hello,\nwe would like to run Zephyr on the M7 of a Verdin.\nWhich SDK do you recommend for RPMsg?\nBest regards',
  },
];
