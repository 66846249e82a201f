import { byUBoot, hitsBoard, neverBoots } from './core-events.ts';
import type { EventRule } from './event-rule.ts';
import { when } from './tale.ts';

const core = String.raw`(?<![a-z\d])(?:c?m[47](?:_?\d)?|m33|m[- ]core|cortex[ -]?m\d*|co-?processor|bootaux|firmware)(?![a-z\d])`;
const wellWithout = new RegExp(
  String.raw`\b(?:without|(?:do|does|did|is|am|are) ?(?:n[o']t|not)|(?:leave|leaving|comment\w*) out|skip\w*)\b(?! (?:work|help))[^.;]{0,30}${core}[^.;]{0,70}\b(?:fine|ok(?:ay)?|works?|(?<!-)boots|comes up|normal\w*|perfect\w*|disappears?|gone|no (?:problem|crash|panic|hang|issue)s?|never (?:crash|hang|happen)\w*)\b`,
  'i',
);

// Linux is well as long as the core is not started first.
const linuxWellWithout: EventRule = {
  claim: 'linux-stops-with-core',
  instead: ['works-only-after-u-boot', 'm7-silent'],
  unless: ['output-ends-with-linux', 'start-freezes-board'],
  find: (tale) =>
    tale.events.some(({ whole }) => wellWithout.test(whole)) && tale.isSaid(byUBoot) && !tale.speaksOf('remoteproc', 'debugger')
      ? tale.first(
          (event) =>
            (hitsBoard.test(event.text) || neverBoots.test(event.text) || /\bkernel panics?\b/i.test(event.text)) &&
            !when(event, 'suspend') &&
            !wellWithout.test(event.text),
        )
      : undefined,
};

/** What follows from how it is without something. */
export const contrastEvents: readonly EventRule[] = [linuxWellWithout];
