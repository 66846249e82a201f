import { expect, test } from 'vitest';
import { Headlines, headlinesWith, logHeadlinesWith } from '../headlines.ts';
import { scanText } from '../log-scan.ts';
import { builtInRules } from './index.ts';
import { m7Rules } from './m7.ts';
import { m7LogRules } from './m7-in-logs.ts';
import { otherSystemRules } from './other-systems.ts';

const headlines = headlinesWith();

test.each(builtInRules.map((rule) => [rule.test, rule] as const))('%s', (line, rule) => {
  expect(headlines.find(line)?.rule).toBe(rule);
});

test.each([
  'INFO: Stall ended before state dump start',
  'INFO: lockdep is turned off.',
  'INFO: NMI handler (perf_event_nmi_handler) took too long to run: 1.356 msecs',
  'traps: weston[512] general protection fault ip:aaaab3c41234 sp:ffffe1234560 error:0',
  'DEBUG:     #15 pc 000000000045c4a0  /system/lib64/libart.so',
  'logger: !@Boot_DEBUG: start networkManagement',
  'Spectre V2 : WARNING: Unprivileged eBPF is enabled with eIBRS on',
  'XFS (mmcblk2p2): WARNING: Reset corrupted AGFL on AG 0.',
  '[Firmware Bug]: the BIOS has corrupted hw-PMU resources',
  'WARNING: /etc/ssh/moduli does not exist, using fixed modulus',
  'Kernel command line: root=LABEL=otaroot panic=5 oops=panic softlockup_panic=1 hung_task_panic=1',
  'lkdtm: No crash points registered, enable through debugfs',
  'rcu: RCU CPU stall warnings timeout set to 15',
  'pstore: Using crash dump compression: deflate',
  'EXT4-fs (mmcblk2p1): mounted filesystem with ordered data mode. Opts: (null)',
  'remoteproc remoteproc0: remote processor imx-rproc is now up',
  'mmc0: Failed to initialize a non-removable card',
  'ram_console: uncorrectable error in header',
  'printk("Thermal critical temperature reached (%d C)\\n",',
  '("pcieport: AER: Corrected error received", "PCIE_ERROR"),',
  'Subject: Re: kswapd0: page allocation failure: order:0,',
  '[ timestamp ] Kernel panic - not syncing: <reason>',
  'systemd[1]: foo.service: Main process exited, code=dumped, status=6/ABRT',
  'bcachefs (dm-0): mounted version 1.33: reconcile opts=errors=panic',
  'bcachefs (vdb): shutting down',
  'hfsplus: unable to find HFS+ superblock',
])('harmless: %s', (line) => {
  expect(headlines.find(line)).toBeUndefined();
});

test.each([
  ['px30_dmc_init DRAM init failed -19', 'firmware-abort'],
  ['DRAM initialization Failed (res 0x2)', 'firmware-abort'],
  ['DDR3 init_sequence - FAILED 0x2', 'firmware-abort'],
  ['sdram_init: data training failed', 'firmware-abort'],
  ['Training FAILED', 'firmware-abort'],
  ['Memory initialization has failed', 'firmware-abort'],
  ['SDRAM calibration failed.', 'firmware-abort'],
  ['ASSERT_EFI_ERROR (Status = Out of Resources)', 'firmware-abort'],
  ['sbi_trap_error: hart0: mcause=0x0000000000000005 mtval=0x0000000010000000', 'firmware-abort'],
  ['unable to handle NULL pointer dereference at address 0x00000014', 'firmware-abort'],
  ['DABT (current EL) exception (ESR 0x96000006) at 0x0000000000000018', 'firmware-abort'],
  ['ERROR: Did not find a cmdline - must RESET the board to recover.', 'boot-failure'],
  ['Fatal error on the adsp.', 'remoteproc-crash'],
  ['Watchdog bite received from wcnss!', 'remoteproc-crash'],
  ['subsys-restart: subsystem_restart_dev(): Restart sequence requested for venus, restart_level = SYSTEM.', 'remoteproc-crash'],
  ['init[1]: unhandled signal 7 code 0x2 at 0x00003fff8a2b1c64', 'user-crash'],
  ['__alloc_pages: 2-order allocation failed (gfp=0x20/0)', 'alloc-fail'],
  ['VM: killing process snmpd', 'oom'],
  ['Allocated in fec_enet_alloc+0x34/0x78 age=12 cpu=1 pid=31', 'mem-corruption'],
  ['[DEPEND] Dependency failed for local-fs.target - Local File Systems.', 'boot-failure'],
  ['[DEPEND] Dependency failed for sysroot.mount.', 'boot-failure'],
  ['[  OK  ] Started emergency.service - Emergency Shell.', 'boot-failure'],
  ['systemd[1]: Reached target Rescue Mode.', 'boot-failure'],
  ['[drm ERROR :radeon_job_timedout] ring comp_1 timeout, signaled seq=12, emitted seq=14', 'driver-hang'],
  ['ieee80211 phy1: brcmf_fw_crashed: Firmware has halted or crashed', 'driver-hang'],
  ['brcmfmac: brcmf_sdio_hostmail: mailbox indicates firmware halted', 'driver-hang'],
  ['Write-error on swap-device (179:3:8192)', 'io-error'],
  ['cp: attempt to access beyond end of device', 'io-error'],
  ['Internal error: : 1406 [#2] SMP ARM', 'bus-error'],
  ['Internal error: : 0000000096000410 [#1] PREEMPT SMP', 'bus-error'],
  ['Faulting instruction address: 0xc000000000a1b2c4', 'oops'],
  ['---[ end Kernel panic - not syncing: Fatal exception ]---', 'panic'],
  ['Machine check in kernel mode.', 'mce'],
  ["EDAC DEVICE0: UE: l2 instance: cpu1 block: bank0 count: 1 'l2'", 'mce'],
  ['Bad Linux RISCV Image magic!', 'boot-failure'],
  ['Bad Linux ARM zImage magic!', 'boot-failure'],
  ['[!!!!!!] Failed to start up manager.', 'boot-failure'],
  ['mount: mounting /dev/mmcblk2p2 on /newroot failed: Invalid argument', 'boot-failure'],
  ['sd 1:0:0:0: Device offlined - not ready after error recovery', 'io-error'],
  ['scsi host2: uas_eh_device_reset_handler FAILED err -19', 'io-error'],
  ['mmc_host mmc1: Timeout sending command (cmd 0x202000 arg 0x0 status 0x80202000)', 'io-error'],
  ['ata2.00: Read log page 0x04 failed, Emask 0x40', 'io-error'],
  ['nvme nvme1: Disabling device after reset failure: -19', 'io-error'],
  ['BTRFS: Transaction aborted (error -28)', 'fs-error'],
  ['JBD2: recovery failed', 'fs-error'],
  ['EXT4-fs (mmcblk2p2): group descriptors corrupted!', 'fs-error'],
  ['EXT4-fs (mmcblk2p2): initial error at time 1700000000: ext4_lookup:1700', 'fs-error'],
  ['exFAT-fs (mmcblk1p1): error, invalid access to FAT (entry 0x00000001)', 'fs-error'],
  ['UBIFS assert failed in ubifs_change_lp at 540 (pid 31)', 'fs-error'],
  ['device-mapper: verity: 179:3: data block 17 is corrupted', 'fs-error'],
  ['cache_from_obj: Wrong slab cache. kmalloc-128 but object is from kmalloc-64', 'mem-corruption'],
  ['fec 30be0000.ethernet: swiotlb buffer is full (sz: 4096 bytes), total 32768 (slots), used 12 (slots)', 'alloc-fail'],
  ['etnaviv-gpu 38000000.gpu: MMU fault status 0x00000001', 'driver-hang'],
  ['rtw_8822cs mmc0:0001:1: firmware failed to leave lps state', 'driver-hang'],
  ['reset message: ECC RAS Error', 'unexpected-reset'],
  ['ata3: lost interrupt (Status 0x51)', 'io-error'],
  ['ata3.01: qc timeout (cmd 0xa0)', 'io-error'],
  ['ata2.00: irq_stat 0x08000000, interface fatal error', 'io-error'],
  ['hdc: timeout waiting for DMA', 'io-error'],
  ['omap2-nand omap2-nand.0: uncorrectable error : ', 'io-error'],
  ['jffs2: mtd->read(0x9d4 bytes from 0x1180700) returned ECC error', 'fs-error'],
  ['NETDEV WATCHDOG: eth0: transmit timed out', 'warning'],
  ['Kernel Panic - not syncing: VFS Unable to mount root fs', 'panic'],
  ['WARN::dwc_otg_core_reset:5119: dwc_otg_core_reset() HANG! Soft Reset GRSTCTL=80000001', 'driver-hang'],
  ['amdgpu 0000:09:00.0: [gfxhub] VMC page fault (src_id:0 ring:24 vmid:1 pasid:32769)', 'driver-hang'],
  ['[drm:amdgpu_dm_commit_planes [amdgpu]] *ERROR* Waiting for fences timed out!', 'driver-hang'],
  ['NVRM: GPU 0000:3b:00.0: GPU has fallen off the bus.', 'driver-hang'],
  ['Memory failure: 0xedbe201: Killing read_poison:22434 due to hardware memory corruption', 'mce'],
  ['BOOT fail,Error is 0xffffffff', 'boot-failure'],
  ['PEI_ASSERT!: [VlvInitPeim] VlvInitPeim.c (120): !EFI_ERROR (Status)', 'firmware-abort'],
  ['Oops: Kernel access of bad area, sig: 11 [#1]', 'oops'],
  ['Net:   data abort', 'firmware-abort'],
  ['core data-abort at address 0x0', 'firmware-abort'],
  ['PANIC: tee_pager_handle_fault core/arch/arm/mm/tee_pager.c:654', 'firmware-abort'],
  ['DRAM:Timeout initialising DRAM', 'firmware-abort'],
  ['C> Fail to load mb1-bct bin', 'boot-failure'],
  ['BUG: AddressSanitizer: use after free in kmalloc_oob_left+0x56/0x8c [test_kasan] at addr ffff88011a43b7bf', 'kasan'],
  ['Last boot reason: kernel_panic', 'unexpected-reset'],
  ['lima 1c40000.gpu: pp error irq state=201 status=40', 'driver-hang'],
  ['SPLError: 1643:0:(dsl_dataset.c:577:dsl_dataset_name()) SPL PANIC', 'bug'],
  ['reset message: KP: Attempted to kill init! exitcode=0x00007f00', 'unexpected-reset'],
  ['mmc1: sdhci: =========== SDHCI REGISTER DUMP ============', 'io-error'],
  ['mtk-msdc 11230000.mmc: msdc_request_timeout: aborting cmd/data/mrq timeout', 'io-error'],
  ['ata2: port failed to respond (30 secs, Status 0x80)', 'io-error'],
  ['ata1.00: revalidation failed (errno=-5)', 'io-error'],
  ['md/raid:md0: read error NOT corrected!! (sector 8 on sda1).', 'io-error'],
  ['JBD2: IO error -5 recovering block 12 in log', 'fs-error'],
  ['F2FS-fs (mmcblk2p3): NAT is corrupt, run fsck to fix it', 'fs-error'],
  ['rockchip-pm-domain fd8d8000.power-management:power-controller: failed to get ack on domain gpu, val=0xa9fff', 'driver-hang'],
  ['[drm:amdgpu_job_timedout [amdgpu]] *ERROR* ring gfx_0.0.0 timeout, signaled seq=12, emitted seq=14', 'driver-hang'],
  ['i915: [drm] *ERROR* gt: timed out waiting for forcewake ack request', 'driver-hang'],
  ['amdgpu 0000:03:00.0: amdgpu: GPU mode1 reset failed', 'driver-hang'],
  ['rk_iommu ff930300.iommu: Page fault at 0x024adc80 of type read', 'driver-hang'],
  ['mtk-iommu 14016000.iommu: fault type=0x280 iova=0x7bfdc000 pa=0x0 larb=0 port=0', 'driver-hang'],
  ['CPU1: SError detected, daif=140, spsr=0x40000045, mpidr=80000001, esr=bf000002', 'bus-error'],
  ['XFS (dm-0): xfs_log_force: error -5 returned.', 'fs-error'],
  ['XFS (dm-7): log mount/recovery failed: error -5', 'fs-error'],
  ['XFS (dm-1): xfs_imap_to_bp: xfs_trans_read_buf() returned error -117.', 'fs-error'],
  ['arm-smmu 15000000.iommu: TLB sync timed out -- SMMU may be deadlocked', 'driver-hang'],
  ['platform 5c00000.r5f: K3 R5F rproc 5c00000.r5f crashed', 'remoteproc-crash'],
  ['usb 1-1.3-port2: unable to enumerate USB device', 'driver-hang'],
  ["usb 1-1: can't set config #1, error -110", 'driver-hang'],
  ['usb usb3-port1: Cannot enable. Maybe the USB cable is bad?', 'driver-hang'],
  ['nfs: server nas not responding, timed out', 'io-error'],
  ['CIFS: VFS: \\\\nas\\share has not responded in 180 seconds. Reconnecting...', 'io-error'],
  ['spi_master spi0: failed to transfer one message from queue', 'driver-hang'],
  ['Bluetooth: hci0: command 0x0c14 tx timeout', 'driver-hang'],
  ['imx-i2c 30a20000.i2c: timeout waiting for bus ready', 'driver-hang'],
  ['goodix_ts 1-0014: I2C communication failure: -110', 'driver-hang'],
  ['fec 30be0000.ethernet eth0: MDIO read timeout', 'driver-hang'],
  ['mtk_soc_eth 15100000.ethernet: warm reset failed', 'driver-hang'],
  ['drmn0: GPU reset begin!', 'driver-hang'],
  ['mt7921e 0000:03:00.0: driver own failed', 'driver-hang'],
  ['mmc0: card never left busy state', 'io-error'],
  ['mmcblk0: unknown error 110 sending read/write command', 'io-error'],
  ['CPU#0: Soft lockup - CPU#0 stuck for 23s! [kworker/0:1:412]', 'soft-lockup'],
  ['*** Please Reset Board! ***', 'firmware-abort'],
  ['jffs2: Newly-erased block contained word 0x19852003 at offset 0x00750000', 'fs-error'],
  ['sof-audio-pci 0000:00:0e.0: error: DSP Firmware Oops', 'driver-hang'],
  ['PHB#006f[6:3]: PHB Freeze/Fence detected !', 'pcie-error'],
  ['NVRM: fallen off the bus and is not responding to commands.', 'driver-hang'],
  ['sof-audio-pci 0000:00:1f.3: error : DSP panic!', 'driver-hang'],
  ['r8125 0000:22:04.0 eth4: NETDEV WATCHDOG: CPU: 2: transmit queue 0 timed out 5020 ms', 'driver-hang'],
  ['(XEN) [ 3423.961389] Domain 24 (vcpu#1) crashed on cpu#5:', 'firmware-abort'],
  ['INFO:      IWDG2 Reset (rst_iwdg2)', 'watchdog-reset'],
  ['Device: /dev/sda [SAT], ATA error count increased from 241 to 242', 'io-error'],
  ['arm-scmi firmware:scmi: timed out in resp(caller: scmi_clock_attributes+0x5c/0x120)', 'driver-hang'],
  ['ti-sci 44083000.system-controller: Mbox timedout in resp(caller: ti_sci_cmd_clk_state)', 'driver-hang'],
  ['sof-audio-of-imx8m 3b6e8000.dsp: error: DSP panic!', 'driver-hang'],
  ['ufshcd-qcom 1d84000.ufshc: link startup failed 1', 'driver-hang'],
  ['mpt3sas_cm0 0000:01:00.0: fault_state(0x5854)!', 'driver-hang'],
  ['Bluetooth: hci0: Hardware error 0x0c', 'driver-hang'],
  ['ftgmac100 1e660000.ethernet (unnamed net_device) (uninitialized): mdio read timed out', 'driver-hang'],
  ['usb usb1-port2: over-current condition', 'driver-hang'],
  ['Freezing of tasks failed after 20.004 seconds (1 tasks refusing to freeze, wq_busy=0):', 'driver-hang'],
  ['tegra-mc 2c00000.memory-controller: unknown: read @0x0000000000000000: EMEM address decode error (EMEM decode error)', 'driver-hang'],
  ['EDAC sbridge MC1: HANDLING MCE MEMORY ERROR', 'mce'],
  ['do_IRQ: 1.55 No irq handler for vector', 'irq-nobody'],
  [
    'JBD2: Spotted dirty metadata buffer (dev = sda1, blocknr = 5). There is a risk of filesystem corruption in case of system crash.',
    'fs-error',
  ],
  ['UDF-fs: error (device sr1): udf_read_tagged: read failed, block=257, location=257', 'fs-error'],
  ['md/raid:md127: not enough operational devices (2/4 failed)', 'io-error'],
  ['zram: Decompression failed! err=-22, page=31', 'io-error'],
  ['XFS (sda3): Bad dir block magic!', 'fs-error'],
  ['systemd[1]: Failed to mount /sysroot/nix.', 'boot-failure'],
  ['[FAILED] Failed to start Remount Root and Kernel File Systems.', 'boot-failure'],
  ["Error reading superblock on volume 'ubi0:data' errno=-19!", 'boot-failure'],
  ['sdram_init: data train failed for channel 1', 'boot-failure'],
  ['iwlwifi 0000:02:00.0: Queue 5 is active on fifo 1 and stuck for 2500 ms. SW [1, 9] HW [1, 9]', 'driver-hang'],
  ['spi-nor: probe of spi1.0 failed with error -22', 'driver-hang'],
  ['ata1.00: disabled', 'io-error'],
  ['**Exception 40: EPC=801B9A4C, Cause=00000004 (TLBMissRd)', 'firmware-abort'],
  ['kiosk.service: Watchdog timeout (limit 30s)!', 'user-crash'],
  ['free(): invalid pointer', 'user-crash'],
  ['BdsDxe: failed to start Boot0001 "UEFI Misc Device": Not Found', 'boot-failure'],
  ['UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY.', 'boot-failure'],
  ['ACPI: thermal: Thermal Zone [TZ00]: Critical temperature reached (105 C), shutting down', 'thermal-shutdown'],
  ['exception _sync_sp_el0', 'firmware-abort'],
  ['INFO: Freed in fec_enet_close+0xa4/0xe0 [fec] age=38 cpu=2 pid=15', 'mem-corruption'],
])('one wording of several: %s', (line, kind) => {
  expect(headlines.find(line)?.rule.kind).toBe(kind);
});

test.each([
  'DDR4 Training Sequence - Ver TIP-1.46',
  'You are in emergency mode. All messages are prioritized.',
  'check ddr4_pmu_train_imem code pass',
  'Training PASS',
  'DRAM initialization ok',
  'Internal error: Oops: 96000044 [#1] PREEMPT SMP',
  '[  OK  ] Stopped Emergency Shell.',
  '[  OK  ] Started Emergency Notifier of the plant.',
  'Reset reason: power-on',
  'irq 21: nobody cared - see the forum',
  'NETDEV WATCHDOG: eth1 (stmmac): transmit queue 1 timed out #77',
  'Initramfs unpacking failed: Decoding failed',
])('not of that kind: %s', (line) => {
  expect(['firmware-abort', 'boot-failure', 'bus-error', 'watchdog-reset', 'irq-nobody', 'warning']).not.toContain(
    headlines.find(line)?.rule.kind,
  );
});

test.each([
  'FAT-fs (mmcblk1p1): Volume was not properly unmounted. Some data may be corrupt. Please run fsck.',
  'mmc0: error -123 whilst initialising SD card',
  'sdhci-tegra 700b0000.mmc: Pad autocal timed out',
  'sd 0:0:0:0: [sda] tag#0 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s',
  'sd 6:0:0:0: [sdb] Synchronize Cache(10) failed: Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK',
  'amdgpu 0000:03:00.0: amdgpu: lockup timeout disabled',
  'i915 0000:00:02.0: [drm] *ERROR* AUX A/DDI A/PHY A: did not complete or timeout within 10ms',
  'E> I2C: slave not found in slaves.',
  'usb 1-1: device descriptor read/64, error -71',
  'usb 1-1: device not accepting address 4, error -71',
  'nfs: server nas OK',
  'INFO:      Power-on Reset (rst_por)',
  'meson-pcie fc000000.pcie: error: wait linkup timeout',
  'ata2: hard resetting link',
  'PM: suspend of devices complete after 1155.793 msecs',
  'imx2-wdt 30280000.watchdog: timeout 60 sec (nowayout=0)',
  'imx6q-pcie 33800000.pcie: Phy link never came up',
  'imx6q-pcie: probe of 33800000.pcie failed with error -110',
  'lt8912 2-0048: probe of 2-0048 failed with error -517',
  'platform 32e10000.dsi: deferred probe timeout, ignoring dependency',
  'at24 0-0050: error -110, retrying',
  'ov5640 1-003c: software reset failed: -121',
  'snd_hda_intel 0000:00:1f.3: Cannot probe codecs, giving up',
  'r8152 2-3:1.0 eth1: carrier on IP-Config: no response after 2 secs - giving up',
  'Bluetooth: hci0: Frame reassembly failed (-84)',
  'local look="possible circular locking|list_del corruption|which is not allocated|assertion failed"',
  'list_del corruption|which is not allocated|Objects remaining|assertion failed|',
  'EFI boot manager: Cannot load any image',
  '(1 bootflow, 1 valid)',
  'Bad Magic Number is what U-Boot says of it',
  'ERROR: FATAL: no such table',
  '[  OK  ] Reached target Emergency Mode socket check skipped.',
  'mali fde60000.gpu: GPU identified as 0x2 arch 7.4.0 r1p0 status 0',
  'pth_str02 times out on slow boards, timeout after 30 s',
  'wpa_supplicant: wlan0: authentication with 00:11:22:33:44:55 timed out.',
  'soc_probe: clock not ready, probe deferred: timeout',
  'iwlwifi 0000:01:00.0: 0x00A08200 | trm_hw_status0',
  'XFS (sda1): Invalid superblock magic number',
  'befs: (sda1): invalid magic header in superblock',
  'WARNING check failed at startup, see the manual.c',
])('of a system that is well: %s', (line) => {
  expect(headlines.find(line)).toBeUndefined();
});

test.each([
  ['AICWFDBG(LOGERROR)\taicwf_rwnx_usb_platform_init err -110', 'driver-hang'],
  ['[dhd] [wlan0] dhd_bus_rxctl : resumed on timeout', 'driver-hang'],
  ['iwlwifi 0000:01:00.0: 0x2000345A | UMAC_ASSERT', 'driver-hang'],
  ['XFS (sda3): bad inode magic number', 'fs-error'],
  ['befs: wrong node block magic number', 'fs-error'],
  ['NILFS error (device sda1): nilfs_check_page: bad entry in directory #2', 'fs-error'],
  ['E/TC:0 0 Forced system reset', 'firmware-abort'],
  ['spl: mmc device not found!!', 'boot-failure'],
  ['qcom-q6v5-mss 4080000.remoteproc: port failed halt', 'driver-hang'],
  ['rtw_8822cs mmc1:0001:1: mac power on failed', 'driver-hang'],
  ['FATAL: Unhandled HYP exception at 0x0000ffffc0205c98', 'panic'],
  ['Bad Magic Number', 'boot-failure'],
  ['(0 bootflows, 0 valid)', 'boot-failure'],
  ['init: InitFatalReboot: signal 6', 'boot-failure'],
])('in the words of other drivers: %s', (line, kind) => {
  expect(headlines.find(line)?.rule.kind).toBe(kind);
});

test('a report of which the program counter alone is left is named after it, be it plumbing', () => {
  const [incident] = scanText('PC is at rb_insert_color+0x1c/0x108\nLR is at timerqueue_add+0x80/0xd0\n');
  expect(incident).toMatchObject({ kind: 'missed-report', frame: 'rb_insert_color' });
});

const logs = logHeadlinesWith();

test.each([...m7LogRules, ...otherSystemRules].map((rule) => [rule.test, rule] as const))(
  'of another system, in any log: %s',
  (line, rule) => {
    expect(logs.find(line)?.rule).toBe(rule);
    expect(headlines.find(line)).toBeUndefined();
  },
);

test.each([
  'E: >>> ZEPHYR FATAL ERROR 3: Kernel oops on CPU 0',
  '\ufffd***** MPU FAULT *****',
  '** FATAL EXCEPTION',
  "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.",
])('a fault of a small core, in any log: %s', (line) => {
  expect(logs.find(line)?.rule.kind).toBe('m7-fault');
});

test.each([
  '***** Booting Zephyr OS zephyr-v1.13.0 *****',
  'E/AndroidRuntime: FATAL EXCEPTION: main',
  '*** Warning - bad CRC, using default environment',
  'HardFault_Handler is the default handler',
])('no fault of a small core, in any log: %s', (line) => {
  expect(logs.find(line)).toBeUndefined();
});

const m7 = new Headlines(m7Rules);

test.each(m7Rules.map((rule) => [rule.test, rule] as const))('on the UART of the M7: %s', (line, rule) => {
  expect(m7.find(line)?.rule).toBe(rule);
});

test.each([
  'Hard fault!',
  '[00:00:00.120,000] <err> os: ***** MPU FAULT *****',
  'HARD FAULT: PC=0x1ffe0412 LR=0xfffffff9',
  'assertion "p != NULL" failed: file "main.c", line 42, function: main',
  'vApplicationStackOverflowHook: task TX',
  'BusFault_Handler',
  'hard fault on thread: main',
  'hard fault on handler',
  "ERROR panicked at 'index out of bounds', src/main.rs:42:9",
])('a fault of the M7: %s', (line) => {
  expect(m7.find(line)?.rule.kind).toBe('m7-fault');
});

test.each([
  'hil-m7 tcm-hello tick=12 nonce=1234abcd',
  'fault injection: none',
  'Default settings are loaded',
  'stack overflow detection is on',
  'menu: h) hard fault test  b) bus fault test',
  'motor driver: no faults',
  '*** Booting Zephyr OS build v3.7.0 ***',
  'CFSR is cleared',
  'asserting reset of the sensor',
  'the last boot panicked at src/main.rs:42:9',
  'hard faults on thread switches: 0',
])('no fault of the M7: %s', (line) => {
  expect(m7.find(line)).toBeUndefined();
});

test.each([
  ['[383490] panic: page fault', 'panic'],
  ['2024-01-09T09:02:31\tNotice\tkernel\tpanic: page fault\t', 'panic'],
  ['kernel: page fault trap, code=0', 'panic'],
  ['#1 0xffffffff80b32bd1 at vpanic+0x131', 'panic'],
  [' vpanic+0xf8/0x2dc', undefined],
  ['Error: BL3X header check fail, reset...', 'boot-failure'],
  [
    '(rt_object_get_type(&mutex->parent.parent) == RT_Object_Class_Mutex) assertion failed at function:rt_mutex_take, line number:805',
    'm7-fault',
  ],
  ["thread 'main' panicked at src/bootrom.rs:106:13:\nstack backtrace:", undefined],
  ['panic: open testdata/kernel.log: no such file or directory', undefined],
  [' Type:Hard Fault in file:armv7-m/arm_hardfault.c at line: 134 running task: tests', 'm7-fault'],
])('in a finished log, of another system: %s', (line, kind) => {
  expect(scanText(`${line}\n`)[0]?.kind).toBe(kind);
});
