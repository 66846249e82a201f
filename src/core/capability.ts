/**
 * What not every rig can do. bootaux: U-Boot really starts the M7. secure-boot-chain: SPL and TF-A run before U-Boot. rpmsg: interrupts and answers
 * between M7 and Linux. reset-cause: U-Boot can read why the module was reset. clock-gating: clocks and power domains
 * that nobody uses really go off. lockup-module: Linux has the modules test_lockup and hil_oops. Of the chip: split-tcm: ITCM and DTCM are apart for the
 * core, each with a row of its own in the loader's table; tcm-power-domain: the TCM hangs on a domain that Linux may switch off; core-caches: the core
 * has caches. double-fpu: the core computes in double precision itself. overlays: U-Boot applies what overlays.txt names. systemd: it
 * starts what runs in Linux.
 */
export const capabilities = [
  'bootaux',
  'secure-boot-chain',
  'rpmsg',
  'reset-cause',
  'clock-gating',
  'lockup-module',
  'split-tcm',
  'tcm-power-domain',
  'core-caches',
  'double-fpu',
  'overlays',
  'systemd',
] as const;
export type Capability = (typeof capabilities)[number];
