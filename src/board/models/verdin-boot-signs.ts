import { passwordWords } from '../../core/password-words.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import { hostName, loginPrompt, shellPrompt } from '../../knowledge/boot/prompts.ts';

// What may stand before a banner on its line: line noise of the power-up, never text. `ver=U-Boot …` or tdx-info must not look like a banner.
const banner = (text: string): RegExp => new RegExp(`^[^\\x21-\\x7e]*${text}`);

export interface VerdinDetails {
  readonly name: string;
  /** U-Boot's, without the space at its end: `Verdin iMX8MP #`. */
  readonly prompt: string;
  readonly consoles: BoardProfile['consoles'];
  readonly storage: string;
  readonly bootCommand: string;
  readonly tcm: BoardProfile['uboot']['tcm'];
}

/** A Verdin iMX8 with Toradex's boot loader and Torizon OS or a BSP reference image; BSP 6 (U-Boot 2022.04) and 7 (2024.07). */
export const verdinBootSigns = ({ name, prompt, consoles, storage, bootCommand, tcm }: VerdinDetails): BoardProfile => ({
  name,
  consoles,
  stages: [
    // Anywhere on its line: whatever the last boot left there stands before it. TF-A speaks first where SPL is silent or missing.
    { stage: 'spl', pattern: /U-Boot SPL \d{4}\.\d{2}\S* \(/ },
    { stage: 'tf-a', pattern: /NOTICE:\s+BL31: v/ },
    { stage: 'u-boot', pattern: banner('U-Boot \\d{4}\\.\\d{2}') },
    { stage: 'u-boot', pattern: /Hit any key to stop autoboot/, prompt: true },
    { stage: 'u-boot', pattern: new RegExp(`^${prompt} `), prompt: true },
    { stage: 'kernel', pattern: banner('Starting kernel \\.\\.\\.') },
    // Absent on Torizon, which boots with `quiet`.
    { stage: 'kernel', pattern: /\] Booting Linux on physical CPU|\] Linux version \d/ },
    { stage: 'userspace', pattern: /\bsystemd\[1\]: |^\[ {2}OK {2}\] |^INIT: version |\] Run \S+ as init process/ },
    // The issue line of getty: distribution, host name, tty.
    { stage: 'userspace', pattern: /^Torizon\S* .* ttymxc\d/ },
    { stage: 'login', pattern: loginPrompt, prompt: true },
  ],
  versions: {
    'u-boot-spl': /U-Boot SPL (\d{4}\.\d{2}\S*) \(/,
    'tf-a': /NOTICE:\s+BL31: (v\d\S*(?:\s*\(\w+\)\S*)?)/,
    'u-boot': banner('U-Boot (\\d{4}\\S*)'),
    linux: /\] Linux version (\d\S*)/,
  },
  resetCause: banner('Reset cause: (\\S.*)'),
  // Not that of the carrier, which stands behind a comma.
  serialNumber: banner('Serial#: (\\S+)'),
  uboot: {
    prompt: `${prompt} `,
    locked: /U-Boot CLI access is disabled/,
    tooLate: new RegExp(`Starting kernel \\.\\.\\.|\\] Booting Linux on physical CPU|${hostName} login:`),
    storage,
    tcm,
    bootCommand,
  },
  linux: {
    loginPrompt,
    passwordPrompt: new RegExp(`(?:${passwordWords})\\s?[:：] ?`),
    loginRefused: /Login incorrect|Login timed out|Maximum number of tries exceeded/,
    passwordChange: /You are required to change your password immediately|Current password:|New password:/,
    shellPrompt,
  },
});
