import { parseFirmwareLine } from '../../firmware/banner.ts';
import type { Facts } from '../facts.ts';
import { elfLine, type LogLine } from '../log-line.ts';
import { isStop, type Kick } from '../starts.ts';
import { claimed, type Evidence, everyImx, evidence, isAboutCore, isBefore, one, type Row } from './row.ts';

const ETIME = -62;
const firstKick = (facts: Facts): Kick | undefined => facts.kicks.find(({ queue, errno }) => errno === ETIME && queue === 0);

/** The M7 had answered before this line: a channel of its own making, its text, or words of somebody who saw it work. */
const trafficBefore = (facts: Facts, line: LogLine): LogLine | undefined => {
  const before = facts.lines.slice(0, facts.lines.indexOf(line));
  return (
    before.find(({ text }) => /creating channel \S+ addr|new channel: 0x|\bttyRPMSG\d+: /.test(text)) ??
    before.find((each) => facts.m7Lines.includes(each) && each.channel !== 'm7') ??
    facts.statements.find(({ claim }) => claim === 'worked-for-a-while')?.line
  );
};

/** Why the image that was started has no start vector of its own: segments in the log, or the file itself. */
const withoutVector = ({ starts, inspection, observations }: Facts): LogLine[] => {
  if (inspection?.verdict === 'needs-preload')
    return [elfLine(inspection.problems[0]?.sentence ?? 'no segment covers device addresses 0 to 7')];
  if (inspection) return [];
  const predicted = observations
    .at(-1)
    ?.predicted?.because.find((reason) => reason.includes('no segment of the image covers device addresses 0 to 7'));
  if (predicted) return [elfLine(predicted)];
  const { segments = [] } = starts.findLast((start) => start.segments.length > 0) ?? {};
  if (segments.length === 0 || segments.some(({ address }) => address < 8)) return [];
  return segments
    .filter(({ address }) => address >= 0x4000_0000)
    .slice(0, 1)
    .map(({ line }) => line);
};

const bringsVector = ({ starts, inspection }: Facts): LogLine | undefined => {
  if (inspection?.startVector && inspection.startVector.flaws.length === 0)
    return elfLine(
      `the image itself brings SP 0x${inspection.startVector.stackPointer.toString(16)} and PC 0x${inspection.startVector.programCounter.toString(16)} at device address 0`,
    );
  return starts.flatMap(({ segments }) => segments).find(({ address, bytes }) => address === 0 && bytes >= 8)?.line;
};

/** M7 text after the last start from Linux, or anywhere when no start is known. */
const heardSinceStart = (facts: Facts): LogLine[] => {
  const start = facts.starts.at(-1)?.trigger;
  return facts.m7Lines.filter((line) => start === undefined || line.source !== start.source || isBefore(facts, start, line));
};

export const lifeOf = (facts: Facts): LogLine | undefined =>
  heardSinceStart(facts).at(-1) ??
  one(facts, /virtio_rpmsg_bus virtio\d+: creating channel \S+ addr|^creating channel rpmsg/) ??
  claimed(facts, 'm7-alive');

const mute = (facts: Facts): Evidence | undefined => {
  const isHeard = facts.observations.at(-1)?.outcome !== 'mute' && lifeOf(facts);
  if (isHeard || facts.observations.at(-1)?.outcome === 'stale' || bringsVector(facts)) return undefined;
  const kick = firstKick(facts)?.line ?? (facts.kicks.length === 0 ? claimed(facts, 'kick-fails') : undefined);
  const vector = withoutVector(facts);
  const contrast = claimed(facts, 'works-only-after-u-boot');
  const isLinkage = claimed(facts, 'ddr-mute-tcm-fine');
  const observed = facts.observations.at(-1)?.outcome === 'mute' ? facts.starts.at(-1)?.trigger : undefined;
  const silence = claimed(facts, 'm7-silent') ?? observed;
  const up = facts.starts.findLast((start) => start.up)?.up;
  const refused = facts.starts.at(-1)?.refused;
  if (vector.length > 0 && (kick ?? silence)) return evidence('certain', ...vector, kick, up, silence, contrast);
  const isAnswered = facts.starts.at(-1)?.vdev !== undefined && !kick;
  if (vector.length > 0 && up && !refused && !isAnswered) return evidence(facts.inspection ? 'likely' : 'possible', ...vector, up);
  if (isLinkage && !refused) return evidence('likely', isLinkage, kick, up, silence);
  if (contrast) return evidence('likely', contrast, kick, up);
  return kick ? evidence(silence ? 'likely' : 'possible', kick, up, silence) : undefined;
};

const stale = (facts: Facts): Evidence | undefined => {
  if (lastBringsVector(facts)) return undefined;
  const observed = facts.observations.at(-1)?.outcome === 'stale';
  // A board may still run an old image, too.
  const said = isAboutCore(facts) ? claimed(facts, 'old-firmware-runs') : undefined;
  // What an earlier image said in its own time is no proof that it still runs.
  const heard = heardSinceStart(facts).filter(({ text }) => parseFirmwareLine(text));
  const banner = heard.findLast(({ text }) => parseFirmwareLine(text)?.kind === 'banner');
  const vector = withoutVector(facts);
  // Known is that another image runs; that it is this one's missing start vector which makes it run, only of an image without one.
  const confidence = heard.length > 0 && vector.length > 0 ? 'certain' : 'likely';
  const voice = banner ?? heard.at(-1) ?? facts.m7Lines.at(-1) ?? facts.starts.at(-1)?.trigger ?? facts.lines.at(-1);
  if (observed) return evidence(confidence, voice, ...vector, said);
  const ran = banner && parseFirmwareLine(banner.text);
  const own = facts.inspection?.buildId;
  if (banner && ran?.kind === 'banner' && own && !own.startsWith(ran.buildId))
    return evidence(confidence, banner, elfLine(`the build id of the file is ${own}, not ${ran.buildId}`));
  return sameVoice(facts) ?? (said && evidence('likely', said, ...vector));
};

/** The image that was started last brings one; that an earlier one did is what makes the ITCM hold it. */
const lastBringsVector = (facts: Facts): LogLine | undefined => bringsVector({ ...facts, starts: facts.starts.slice(-1) });

// Two files started one after the other, and the same banner from both.
const sameVoice = (facts: Facts): Evidence | undefined => {
  const [before, after] = facts.starts.slice(-2);
  if (!before?.file || !after?.file || before.file === after.file || bringsVector({ ...facts, starts: [after] })) return undefined;
  const voice = (start: typeof before): LogLine | undefined => start.lines.find((line) => facts.m7Lines.includes(line));
  const [first, second] = [voice(before), voice(after)];
  return first && second && first.text === second.text ? evidence('certain', before.booting, first, after.booting, second) : undefined;
};

/** Somebody tells that the messages went well for a while, and that the core itself shows no life since. */
const fellSilent = (facts: Facts): Evidence | undefined => {
  const worked = claimed(facts, 'worked-for-a-while');
  const isDead =
    /(?:(?<![a-z\d])c?m[347](?![a-z\d])|\bc?m33\b|cortex[- ]?m|firmware).{0,40}\b(?:no longer|not .{0,20}any ?more|stops?|stopped|ceases?)\b.{0,20}\b(?:toggl\w+|blink\w*|answer\w*|repl\w+|respond\w*|react\w*|run\w*|count\w*|print\w*|alive)/i;
  const dead = facts.kicks.length === 0 && facts.starts.length === 0 && one(facts, /rpmsg/i) ? one(facts, isDead) : undefined;
  return worked && dead && evidence('possible', worked, dead);
};

const trafficEnded = (facts: Facts): Evidence | undefined => {
  const told = claimed(facts, 'traffic-stops');
  return told && facts.kicks.length === 0 ? evidence('likely', told, one(facts, /creating channel \S+ addr|new channel: 0x/)) : undefined;
};

export const startingRows: readonly Row[] = [
  {
    id: 9,
    socs: everyImx,
    name: 'no-start-vector',
    fixWords: /\b(?:start vector|stacktop_and_pc|--fix|bootaux)\b/i,
    symptom: '"now up", kick (0, -62), M7 UART silent, a DDR image without a segment at device address 0',
    cause:
      'The M7 always starts from SP and PC in words 0 and 1 of the ITCM (device address 0), and neither remoteproc nor this image writes them: what is there is junk, unless U-Boot (bootaux) left a start vector that fits.',
    matches: mute,
    excludedBy: (facts) => {
      const line = bringsVector(facts);
      return line && { because: 'the image writes its own start vector', line };
    },
    confirm: [
      { step: 'hil inspect FILE: the verdict is needs-preload when no segment covers device addresses 0 to 7' },
      {
        command: 'dmesg | grep -E "da = 0x|imx_rproc_kick"',
        shows: 'whether any segment was loaded at da 0x0, and whether the M7 answered',
      },
    ],
    fix: "Give the image a segment of 8 bytes at device address 0 with its SP and PC: hil inspect FILE --fix OUT.elf, or the .stacktop_and_pc section of NXP's linker scripts from 2025 Q3 on; bootaux of the same build in U-Boot is the way round it.",
    source: 'TF-A imx_src_handler; U-Boot arch_auxiliary_core_up; community.toradex.com/t/21051',
  },
  {
    id: 10,
    socs: everyImx,
    name: 'stale-start-vector',
    symptom: "the old firmware's banner after loading a new DDR image",
    cause:
      'The ITCM still holds the start vector and the code of an earlier image; the new one was loaded to DDR and nothing made the M7 start there.',
    matches: stale,
    excludedBy: (facts) => {
      const line = lastBringsVector(facts);
      return line && { because: 'the image writes its own start vector, so what the ITCM held before is gone', line };
    },
    confirm: [{ step: "compare the build id in the M7's banner with that of the file: hil inspect FILE" }],
    fix: 'Give the DDR image a start vector of its own (hil inspect FILE --fix OUT.elf); a power cycle alone only turns the old banner into silence.',
    source: 'community.toradex.com/t/21051, second page',
  },
  {
    id: 11,
    socs: everyImx,
    name: 'm7-late-at-mailbox',
    symptom: 'kick (0, -62) although the M7 UART is alive',
    cause:
      "The M7 runs but did not read its MU receive register within the start-up delay and the mailbox's 100 ms: its MU or RPMsg is set up too late or not at all.",
    matches: (facts) => {
      const kick = firstKick(facts)?.line;
      const life = lifeOf(facts);
      if (kick && life) return evidence('certain', kick, life);
      return kick && (bringsVector(facts) || mute(facts)?.confidence === 'possible') && !claimed(facts, 'm7-silent')
        ? evidence('possible', kick, bringsVector(facts))
        : undefined;
    },
    confirm: [
      { command: 'dmesg | grep -E "creating channel|rpmsg host"', shows: 'a channel appears when the M7 does speak RPMsg' },
      { step: 'open the M7 UART before the start and compare its banner with the time of the kick' },
    ],
    fix: 'Initialise the MU first thing in the firmware or raise fsl,startup-delay-ms; a firmware without RPMsg may ignore this line.',
    source: 'imx_rproc_kick in drivers/remoteproc/imx_rproc.c; drivers/mailbox/imx-mailbox.c',
  },
  {
    id: 12,
    socs: everyImx,
    name: 'm7-stopped-answering',
    symptom: 'kick (1, -62) after working traffic',
    cause: 'The M7 answered and then stopped: a hang, a fault or an assertion in the firmware, which Linux cannot see.',
    matches: (facts) => {
      // NXP's own RPMsg driver says it in words.
      const dead = one(facts, /Wait for remote ready timeout/);
      if (dead) return evidence('likely', dead);
      const kick = facts.kicks.find(({ queue, errno }) => queue >= 1 && errno === ETIME)?.line;
      if (!kick) return fellSilent(facts) ?? trafficEnded(facts);
      if (stoppedBefore(facts, kick)) return undefined;
      const traffic = trafficBefore(facts, kick);
      if (traffic) return evidence(traffic.channel === 'said' ? 'likely' : 'certain', traffic, kick);
      // Linux always kicks ring 0 first: where that one is not complained of, the core took it.
      return facts.kicks.some(({ queue }) => queue === 0) ? undefined : evidence('possible', kick);
    },
    confirm: [
      { command: 'cat /sys/class/remoteproc/remoteproc0/state', shows: 'running, which proves nothing' },
      { step: 'look at the M7 UART: its last lines, a fault dump, an assertion' },
    ],
    fix: 'Stop and start the M7; then look for the fault: interrupt priorities against configMAX_SYSCALL_INTERRUPT_PRIORITY of FreeRTOS first.',
    source: 'imx_rproc_kick in drivers/remoteproc/imx_rproc.c; community.toradex.com/t/18480',
  },
];

/** The core had been stopped from Linux, and not started again, when this line came. */
export const stoppedBefore = (facts: Facts, line: LogLine): LogLine | undefined => {
  const before = facts.lines.slice(0, facts.lines.indexOf(line));
  const stop = before.findLast(({ text }) => /stopped remote processor imx-rproc/.test(text)) ?? before.findLast(isStop);
  const start = before.findLast(({ text }) => /powering up imx-rproc|is now up|is now attached/.test(text));
  return stop && (!start || before.indexOf(stop) > before.indexOf(start)) ? stop : undefined;
};
