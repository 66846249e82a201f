import { expect, test } from 'vitest';
import { Headlines, headlinesWith } from '../headlines.ts';
import { builtInRules } from './index.ts';
import { m7Rules } from './m7.ts';

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
])('harmless: %s', (line) => {
  expect(headlines.find(line)).toBeUndefined();
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
])('no fault of the M7: %s', (line) => {
  expect(m7.find(line)).toBeUndefined();
});
