import type { LabEvent } from '../../../core/event.ts';
import { type CountdownEnd, CountdownWatch, countdownLine } from '../../boot/countdown.ts';
import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import { isMachineText, isSaid } from '../provenance.ts';
import { type Confidence, claimed, type Evidence, evidence, one, type Row } from './row.ts';

interface AtPrompt {
  readonly countdown: LogLine;
  readonly prompt: LogLine;
}

/** A prompt right below the countdown: nothing was booted, or nothing was said of it. */
const atPrompt = (facts: Facts): AtPrompt | undefined => {
  const countdown = one(facts, countdownLine);
  if (!countdown) return undefined;
  const at = facts.lines.indexOf(countdown);
  const next = facts.lines.slice(at + 1, at + 6).find(({ channel }) => channel === countdown.channel);
  const prompt = /Verdin iMX8M\w #/.test(countdown.text)
    ? countdown
    : next && /^Verdin iMX8M\w #/.test(next.text)
      ? next
      : facts.lines.slice(at + 1, at + 4).find(({ command }) => command !== undefined);
  return prompt && { countdown, prompt };
};

/** Where nobody has typed what stopped it. */
export const stoppedByNoise = (facts: Facts): Evidence | undefined => {
  const unasked = claimed(facts, 'prompt-unasked');
  if (unasked && facts.events.length === 0 && !one(facts, countdownLine)) return evidence('likely', unasked);
  const { countdown, prompt } = atPrompt(facts) ?? {};
  if (!countdown || !prompt) return undefined;
  const at = facts.lines.indexOf(countdown);
  const noise = facts.lines.slice(at).find(({ text }) => /^Unknown command ['"]?(?:[^'"]*[^\x20-\x7e'"]|\[?\d+(?:R|['"]))/.test(text));
  const said = claimed(facts, 'no-key-pressed');
  if (facts.events.length === 0) {
    if (!said && !noise) return undefined;
    return evidence(said && (noise || leavesOut(countdown)) ? 'certain' : 'likely', countdown, prompt, noise, said);
  }
  if (sentBefore(facts, countdown)) return undefined;
  if (noise) return evidence('certain', countdown, prompt, noise);
  const confidence = cameBackAgain(facts, prompt) ? undefined : sureOfNoise[endOf(facts.events)];
  return confidence && evidence(bootsAgain(facts, prompt) ? surer[confidence] : confidence, countdown, prompt);
};

// A terminal shows the last number only, or all of them side by side.
const leavesOut = ({ text }: LogLine): boolean => {
  const numbers = [...text.slice(text.indexOf('autoboot')).matchAll(/\d+/g)].map(Number);
  return numbers.length > 1 && numbers.length <= numbers[0]!;
};

const sureOfNoise: Readonly<Record<CountdownEnd, Confidence | undefined>> = {
  stopped: 'certain',
  'perhaps-stopped': 'likely',
  unclear: 'likely',
  'perhaps-ran-out': 'possible',
  'ran-out': undefined,
};
const sureOfReturn: Readonly<Record<CountdownEnd, Confidence | undefined>> = {
  stopped: undefined,
  'perhaps-stopped': undefined,
  unclear: undefined,
  'perhaps-ran-out': 'likely',
  'ran-out': 'certain',
};
const surer: Readonly<Record<Confidence, Confidence>> = { possible: 'possible', likely: 'certain', certain: 'certain' };

/** The last countdown of a journal. */
const endOf = (events: readonly LabEvent[]): CountdownEnd => {
  const speed = events.find((event) => event.type === 'board.opened')?.speed ?? 1;
  const watch = new CountdownWatch(speed);
  let [start, open] = [0, ''];
  for (const event of events) {
    if (event.type !== 'console.received' || event.console !== 'a53') continue;
    const lines = (open + Buffer.from(event.bytes, 'base64').toString('latin1')).split(/[\r\n]/);
    for (const text of lines) {
      watch.take({ text, start, at: event.at });
      start += text.length + 1;
    }
    open = lines.at(-1)!;
    // It may grow.
    start -= open.length + 1;
  }
  return watch.endSince(0) ?? 'unclear';
};

const sentBefore = ({ events }: Facts, { at = 0 }: LogLine): boolean => {
  const switched = events.flatMap((event) => (event.type === 'power.switched' && event.state === 'on' ? [event.askedAt ?? event.at] : []));
  const since = switched.findLast((asked) => asked <= at) ?? 0;
  return events.some((event) => event.type === 'console.sent' && event.console === 'a53' && event.at >= since && event.at <= at);
};

/** Behind the `boot` that was typed at this prompt, or at a later one. */
const behindBoot = ({ lines }: Facts, prompt: LogLine): readonly LogLine[] | undefined => {
  const typed = lines.findIndex(({ command }, index) => index >= lines.indexOf(prompt) && /^boot(?:d|;|$)/.test(command ?? ''));
  return typed < 0 ? undefined : lines.slice(typed + 1, typed + 400).filter(({ channel }) => channel === 'a53' || channel === 'u-boot');
};

const cameBackAgain = (facts: Facts, prompt: LogLine): LogLine | undefined => {
  const [first] = behindBoot(facts, prompt) ?? [];
  return first && /^hil-status=\d+=\d+$/.test(first.text) ? first : undefined;
};

const bootsAgain = (facts: Facts, prompt: LogLine): LogLine | undefined =>
  behindBoot(facts, prompt)?.find(({ text }) => /^Starting kernel \.\.\./.test(text));

// A countdown that a key ended shows 0 as well: whether one was pressed only words can tell, and what was booted in vain would have spoken.
const isRightBelow = ({ lines }: Facts, countdown: LogLine, prompt: LogLine): boolean =>
  lines
    .slice(lines.indexOf(countdown) + 1, lines.indexOf(prompt))
    .every((line) => isSaid(line) || !isMachineText(line.text) || /^\S*(?:=>|#|>)$/.test(line.text));
const drops =
  /\b(?:drops?|falls?|dumps?|lands?|goes|ends(?: up)?|stops?|stays?|sits?|returns?|comes)\b.{0,16}\b(?:in(?:to)?|to|at|on) (?:the |my |its )?u-?boot\b(?!.{0,12}\b(?:so|to) (?:i|we)\b)/i;

const cameBack = (facts: Facts): Evidence | undefined => {
  const unset = one(facts, /^## Error: "bootcmd" not defined/);
  if (unset) return evidence('certain', unset, one(facts, countdownLine));
  const { countdown, prompt } = atPrompt(facts) ?? {};
  if (!countdown || !prompt) return undefined;
  if (facts.events.length === 0) {
    const isOpen = isRightBelow(facts, countdown, prompt) && !stoppedByNoise(facts);
    const said = isOpen ? facts.lines.find((line) => isSaid(line) && drops.test(line.text)) : undefined;
    return said && evidence('possible', said, countdown, prompt);
  }
  if (sentBefore(facts, countdown)) return undefined;
  const again = cameBackAgain(facts, prompt);
  if (again) return evidence('certain', countdown, prompt, again);
  const confidence = sureOfReturn[endOf(facts.events)];
  return confidence && evidence(confidence, countdown, prompt);
};

export const autobootRows: readonly Row[] = [
  {
    id: 90,
    name: 'boot-command-comes-back',
    symptom: "U-Boot's countdown runs out and its prompt follows without a word, or there is no countdown at all",
    cause:
      "U-Boot's boot command is not set, or ends without a word: a `false`, an `if` that does not hold, a variable that is empty. Nothing is booted, and no wire is to blame.",
    matches: cameBack,
    confirm: [
      { step: 'at the U-Boot prompt: printenv bootcmd bootdelay, then boot' },
      { command: 'fw_printenv bootcmd bootdelay', shows: 'the same from Linux, where it still boots' },
    ],
    fix: 'At the U-Boot prompt: env default bootcmd; saveenv. Then look what deleted or changed it.',
    source: 'autoboot_command() and abortboot_single_key() in common/autoboot.c of U-Boot',
  },
];
