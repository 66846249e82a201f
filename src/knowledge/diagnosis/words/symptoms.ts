import { forACore } from './concepts.ts';
import type { Glossed } from './glossed.ts';

/** What must be told, and what must not, before likeness alone may name a row: its own symptom, and not only the things it is about. */
interface Symptom {
  readonly told: readonly RegExp[];
  readonly never?: RegExp;
}

const denied = String.raw`\b(?:cannot|can ?not|not|no|nothing|never|fail\w*|errors?|wrong|unable|refus\w*|den(?:y|ied)|reject\w*|invalid|impossible)\b|n['o]t\b`;
const stands = String.raw`\b(?:hang\w*|hung|stuck|stop\w*|silent|nothing|never|dead|freez\w*|froze\w*|loops?|endless\w*|again and again|over and over|no (?:\w+ ){0,2}(?:outputs?|texts?|prints?|life|sign|reaction)|last (?:line|message|thing))\b|(?:\bnot|n['o]t) (?:\w+ ){0,2}(?:start|boot|come|run|print|work|execut|speak|show|respond|answer)`;

const symptoms: Readonly<Record<string, Symptom>> = {
  'environment-unreadable': {
    told: [/\bfw_\w+|\benv\w*|\bvariables?\b/i, new RegExp(`${denied}|\\b(?:bad crc|defaults?|different|another|old|permission)\\b`, 'i')],
  },
  'environment-lost': {
    told: [
      /\benv\w*|\bvariables?\b|\b(?:set|save)env\b|\bbootcmd\b/i,
      /\b(?:los(?:t|es?|ing)|forg[eo]t\w*|defaults?|gone|reset\w*|back to|bad crc|every (?:\w+ )?(?:boot|reboot|power|start)\w*|disappear\w*|vanish\w*|overw\w+|erased?|wiped?)\b|\b(?:not|n['o]t|never) (?:\w+ )?(?:saved?|kept|keep|stor\w+|persist\w*|remember\w*|survive\w*)/i,
    ],
  },
  'login-refused': {
    told: [
      /\blog(?:ging)? ?(?:in|on)\b|\bpass(?:word|wd)|\buser\w*|\baccounts?\b|\bssh\b|\bcredential/i,
      /\b(?:incorrect|refus\w*|den(?:y|ied)|reject\w*|wrong|invalid|cannot|can ?not|unable|fail\w*|lock\w*|expired|unknown|forgot\w*|lost|not accept\w*|never)\b|n['o]t (?:\w+ )?(?:work|accept|let|know|log|get)/i,
    ],
  },
  'uart-clock-changed': {
    told: [
      /garb|rubbish|gibberish|unread|illegible|\b(?:strange|weird|wrong|random|cryptic|odd|broken|funny|special|unknown) (?:\w+ )?(?:char|text|symbol|sign|letter|output|byte)|\bbaud|\bcharacters\b|hieroglyph|\bjunk\b|nonsense|\bspeed\b|[\ufffd]|0xf[ef]/i,
    ],
  },
  'u-boot-does-not-start': {
    told: [/\b(?:spl|bl\d+|tf-?a|atf|u-?boot|op-?tee|boot ?loader|imx-boot|flash\.bin|boot container)\b/i, new RegExp(stands, 'i')],
  },
  'm7-domain-off': {
    told: [
      /\b(?:freez\w*|froze\w*|hang\w*|hung|dead|locks?|locked|stuck|crash\w*|unrespons\w*|resets?|reboots?|stop\w*|dies|died|kills?|silence|silent)\b/i,
    ],
  },
  'no-start-vector': {
    told: [new RegExp(`${stands}|-62|\\bkick\\w*|\\bonly (?:works?|runs?|after|from|with)\\b`, 'i')],
  },
  'm7-stopped-answering': {
    told: [
      /\b(?:stop\w*|no longer|any ?more|dead|silent|stuck|hang\w*|freez\w*|never again|ceas\w*|dies|died|breaks? off|lost)\b/i,
      /\b(?:after|until|suddenly|then|while|minutes?|hours?|days?|messages|times?|sometimes|random\w*|sporadic\w*|long)\b/i,
    ],
  },
  'started-on-a-core': {
    told: [/\bgo\b|\bbootelf\b/i],
    never: new RegExp(String.raw`\bon (?:the |one )?(?:cortex-?)?a(?:7|9|35|53|55|72)\b|_a53\b|\/a53\b|${forACore.source}`, 'i'),
  },
};

export const rowsWithSymptom: readonly string[] = Object.keys(symptoms);

/** Where it is only asked for, it has not happened. */
const asked = /\?\s*$/;
const complaint = /^\W*(?:why|what (?:is|could be|might be) (?:wrong|the (?:reason|cause|problem))|how come|where (?:did|has))\b/i;

export const tellsSymptom = (row: string, sentences: readonly Glossed[]): boolean => {
  const symptom = Object.hasOwn(symptoms, row) ? symptoms[row] : undefined;
  if (!symptom) return true;
  const told = sentences.filter(({ gloss }) => !asked.test(gloss) || complaint.test(gloss)).map(({ gloss }) => gloss);
  return (
    symptom.told.every((pattern) => told.some((text) => pattern.test(text))) && !sentences.some(({ gloss }) => symptom.never?.test(gloss))
  );
};
