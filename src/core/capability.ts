/**
 * What not every rig can do. bootaux: U-Boot really starts the M7. secure-boot-chain: SPL and TF-A run before U-Boot. rpmsg: interrupts and answers
 * between M7 and Linux. reset-cause: U-Boot can read why the module was reset. lockup-module: Linux has the module test_lockup.
 */
export const capabilities = ['bootaux', 'secure-boot-chain', 'rpmsg', 'reset-cause', 'lockup-module'] as const;
export type Capability = (typeof capabilities)[number];
