import type { HeadlineRule } from './rule.ts';
import { harmless, mute, stuck, waited, waitingWords } from './waits.ts';

const warning = { severity: 'warning', endsScenario: false, frame: 'none', kind: 'driver-hang' } as const;

/** What drivers of vendors put in front: their level, and their own name. */
const level = String.raw`(?:\w{3,12}\(LOG\w{2,8}\)\s+|\[\w{2,12}\]:? ?(?:\[\w{2,8}\] ?)?)?`;
const errno = String.raw`\b(?:[Ff]ail(?:ed|ure)?|[Ee]rr(?:or)?|ret|rc|status)\b[ :=(]{0,4}-(?:110|62|71)\b`;
/** No functions of a driver: programs, and what a subsystem of its own row prints. */
const others = '(?!wpa_|nm_|dbus_|systemd_|rcu_|test_|dpm_run|fw_|mmc_|spl_)';

/** Drivers that are not of the kernel's tree print with the name of a function where others name their device: AIC, Broadcom, Realtek, MediaTek, Rockchip. */
export const vendorDriverRules: readonly HeadlineRule[] = [
  {
    ...warning,
    headline: new RegExp(
      `^${level}${others}(?<driver>_{0,2}[a-z][a-z\\d]{1,15}_\\w{2,40})(?:\\(\\))?(?: ?:|,| (?=cmd |err|fail|ret))[ \\t]*${harmless}.*?(?:${waited}|${mute}|${stuck}|${errno})`,
    ),
    words: [...waitingWords, 'fail: -110', 'fail -110', 'fail: -71', 'fail: -62'],
    onlyAtStart: true,
    title: 'driver-hang: {driver} waits in vain',
    continues: ['driver-hang', 'io-error'],
    test: 'cmd_mgr_queue cmd timed-out cmd_mgr->queue_sz:1',
  },
  {
    ...warning,
    // drivers/ufs/core/ufshcd.c: the controller does not do what it was told.
    headline:
      /^ufshcd[\w-]* \S+: (?:ufshcd_abort: )?(?:Device abort task at tag \d|ufshcd_abort: (?:no response from device|failed clearing cmd)|__ufshcd_\w+: timeout|ufshcd_err_handler: fatal)/,
    words: ['abort task at tag', 'ufshcd_abort', '__ufshcd_', 'ufshcd_err_'],
    kind: 'io-error',
    title: 'io-error: UFS aborts a command',
    continues: ['io-error', 'driver-hang'],
    test: 'ufshcd-qcom 1d84000.ufshc: ufshcd_abort: Device abort task at tag 12',
  },
  {
    ...warning,
    // Arm's own driver of Mali, outside the kernel's tree.
    headline:
      /^mali \S+: (?:GPU [Ff]ault 0x|Unhandled Page fault in AS\d|error detected from slot \d|JS: Job (?:Hard-Stopped|Soft-Stopped))/,
    words: ['GPU fault 0x', 'GPU Fault 0x', 'Page fault in AS', 'detected from slot', 'JS: Job '],
    title: 'driver-hang: GPU mali',
    continues: ['driver-hang'],
    test: 'mali fde60000.gpu: GPU Fault 0x00000080 (UNKNOWN) at 0x0000000000000000',
  },
  {
    ...warning,
    // drivers/net/wireless/intel/iwlwifi/fw/dump.c: the microcode's reason is the first line of its log, in capitals; what follows are its registers.
    headline: /^iwlwifi \S+: 0x[\dA-F]{8} \| (?<what>[A-Z]\w*(?:ASSERT|NMI|INTERRUPT|ERROR|BAD|FAIL|FATAL|WDG)\w*|NMI_\w+|UMAC_\w+)\s*$/,
    words: [' | NMI_', 'SYSASSERT', '_ASSERT', '_INTERRUPT', ' FH_ERROR'],
    title: 'driver-hang: firmware of iwlwifi: {what}',
    continues: ['driver-hang'],
    test: 'iwlwifi 0000:01:00.0: 0x00000084 | NMI_INTERRUPT_UNKNOWN',
  },
];
