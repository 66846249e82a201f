import { byUBoot } from './core-events.ts';
import type { EventRule } from './event-rule.ts';
import { names, when } from './tale.ts';

const linuxStuck =
  /\b(?:fail(?:s|ed)? to boot|(?:could|can|did|does|do|was|is|will|wo)(?: ?n[o']t| not) (?:be )?(?:boot\w*|start\w*|come up|continue)|never (?:boots|comes up|reaches|finishes)|(?:is|gets?|got|been|remains?|stays?) stuck|stuck (?:at|in|on|here|there)|hangs?|hung|freezes|frozen|stops? (?:at|here|there|in))\b/i;
const ofLinux = /\b(?:linux|kernel|rootfs|login|systemd)\b/i;
const coreIsFine =
  /\bwithout (?:the )?(?:c?m[47]|m33|bootaux|firmware)\b.{0,40}\b(?:same|also|too)\b|\b(?:same|also)\b.{0,40}\bwithout (?:the )?(?:c?m[47]|m33|bootaux)\b/i;

// The core is started in U-Boot and runs, then Linux is started, and that is what does not come up, over several sentences.
const linuxStuckBehindCore: EventRule = {
  claim: 'linux-stops-with-core',
  instead: ['stops-at-kernel'],
  unless: ['output-ends-with-linux', 'start-freezes-board', 'rdc'],
  find: (tale) => {
    if (!tale.isSaid(byUBoot) || tale.speaksOf('remoteproc', 'debugger') || tale.isSaid(coreIsFine)) return undefined;
    const started = tale.events.findIndex(
      (event) => names(event, 'core') && (when(event, 'starts', 'inUBoot') || /\b(?:up|alive)\b/i.test(event.text)),
    );
    if (started === -1) return undefined;
    return tale.first(
      (event, before) =>
        tale.events.indexOf(event) > started &&
        linuxStuck.test(event.text) &&
        !names(event, 'core') &&
        (ofLinux.test(event.text) || (before !== undefined && ofLinux.test(before.text) && !names(before, 'core'))) &&
        !when(event, 'suspend', 'afterWhile'),
    );
  },
};

/** What becomes of Linux beside a core that was started before it. */
export const besideEvents: readonly EventRule[] = [linuxStuckBehindCore];
