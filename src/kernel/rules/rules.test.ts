import { expect, test } from 'vitest';
import { headlinesWith } from '../headlines.ts';
import { builtInRules } from './index.ts';

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
