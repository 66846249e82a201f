import type { StartClaim, WordClaim } from './claim.ts';
import type { Clause, Topic } from './clauses.ts';

/** A claim that is told by what the parts of one to three sentences speak of, in whatever order. */
export interface ClauseRule {
  readonly claim: WordClaim | StartClaim;
  holds(clauses: readonly Clause[]): boolean;
}

const has = (clause: Clause | undefined, ...all: readonly Topic[]): boolean =>
  clause !== undefined && all.every((topic) => clause.topics.has(topic)) && !clause.topics.has('negatedStop');
const some = (clauses: readonly Clause[], ...all: readonly Topic[]): boolean => clauses.some((clause) => has(clause, ...all));

/** One of the clauses at most `reach` before or behind `at`. */
const nearby = (clauses: readonly Clause[], at: number, reach: number, test: (clause: Clause) => boolean): boolean =>
  clauses.slice(Math.max(0, at - reach), at + reach + 1).some(test);

const isCore = (clause: Clause): boolean => clause.topics.has('core') || clause.topics.has('output');
/** The core comes before what becomes of it, and nobody else stands between. */
const coreStops = (clause: Clause): boolean =>
  isCore(clause) &&
  has(clause, 'stops') &&
  !/\b(?:linux|kernel|a53|a35|a72|a7|board|system|everything|module) (?:\w+ ){0,3}(?:hangs?|freez\w+|stops?|dies|stuck|restarts?|reboots?|crash\w*)/i.test(
    clause.text,
  );

const endsWithLinux = (clauses: readonly Clause[]): boolean => {
  if (some(clauses, 'remoteproc') || some(clauses, 'suspends') || clauses.some(({ topics }) => topics.has('negatedStop'))) return false;
  const before = (at: number): boolean => clauses.slice(0, at + 1).some((clause) => has(clause, 'works') || has(clause, 'uBoot'));
  return clauses.some((clause, at) => {
    if (!coreStops(clause) || !before(at)) return false;
    const isTimed =
      nearby(clauses, at, 1, (other) => has(other, 'afterSeconds')) && clauses.slice(0, at).some((other) => has(other, 'uBoot'));
    return isTimed || nearby(clauses, at, 1, (other) => has(other, 'linuxComes'));
  });
};

// One of the two sides uses a device, and the other one dies of it.
const sharesDevice = (clauses: readonly Clause[]): boolean => {
  if (!some(clauses, 'core')) return false;
  if (
    /\b(?:resource|peripheral|pin|clock|memory|hardware)s? conflicts?\b|\bconflicts? between\b/i.test(
      clauses.map(({ text }) => text).join(' '),
    )
  )
    return some(clauses, 'aSide');
  // A fault of the firmware itself at the first touch of a device: that device is not the core's, or has no clock.
  const faults = (clause: Clause): boolean => /\b(?:hard|bus|mem\w*|usage) ?faults?\b/i.test(clause.text);
  if (clauses.some((clause, at) => has(clause, 'touches', 'peripheral') && nearby(clauses, at, 1, faults))) return true;
  return clauses.some((clause, at) => {
    const isUse = has(clause, 'touches', 'peripheral');
    if (!isUse) return false;
    const isByLinux = has(clause, 'aSide') || /\/dev\/tty/.test(clause.text);
    if (isByLinux) return nearby(clauses, at, 1, (other) => has(other, 'core') && (has(other, 'stops') || has(other, 'crashes')));
    const dies = nearby(clauses, at, 1, (other) => has(other, 'crashes'));
    return dies && some(clauses, 'aSide') && clauses.some((other) => has(other, 'linuxComes') || /\brunning on\b/i.test(other.text));
  });
};

// One image, two ways to start it: only the loader's leaves a start vector and running clocks.
const worksFromLoaderOnly = (clauses: readonly Clause[]): boolean => {
  const isSilent = (clause: Clause): boolean => has(clause, 'noText') || has(clause, 'nothing');
  return (
    some(clauses, 'core') &&
    clauses.some(
      (clause, at) =>
        has(clause, 'works', 'uBoot') || (has(clause, 'works') && nearby(clauses, at, 1, (other) => has(other, 'uBoot', 'loads'))),
    ) &&
    clauses.some((clause, at) => isSilent(clause) && nearby(clauses, at, 1, (other) => has(other, 'remoteproc')))
  );
};

const boardDies = (clause: Clause): boolean =>
  has(clause, 'noBoot', 'aSide') ||
  (has(clause, 'board', 'crashes') &&
    /\b(?:system|board|module|linux|kernel|som|a(?:5|7|9|35|53|55|72)|device|target|machine|(?<!u-)boot(?:ing)?)\b(?: \S+){0,5} (?:restart|reboot|reset|hang|hung|freez|froze|crash|panic|stuck|lock)/i.test(
      clause.text,
    ));

/** It was wanted, or somebody did it. */
const onPurpose = /\b(?:on purpose|as expected|press\w*|every night|by hand|the update|again by)\b/i;
const condition = /^(?:if|when(?:ever)?|after|once|with|as soon as|because|since)\b/i;

const linuxStops = (clauses: readonly Clause[]): boolean => {
  if (some(clauses, 'remoteproc') || some(clauses, 'suspends') || clauses.some(({ text }) => onPurpose.test(text))) return false;
  // First the core, then the board: by their order, or by a word that says so.
  const isBefore = (clause: Clause, at: number): boolean =>
    clauses.some(
      (other, place) =>
        Math.abs(place - at) <= 1 && has(other, 'core', 'loads') && (place < at || condition.test(other.text.trim()) || other === clause),
    );
  return (
    some(clauses, 'uBoot') &&
    clauses.some((clause, at) => boardDies(clause) && isBefore(clause, at) && !/\band U-Boot loads\b/i.test(clause.text))
  );
};

const rpmsgDead = (clauses: readonly Clause[]): boolean =>
  !clauses.some(({ text }) =>
    /\b(?:after|for) (?:a while|some time|(?:about |around |\W*)?\d+ ?(?:min|hour|day)\w*)|\bsometimes\b|\bmin\)/i.test(text),
  ) && clauses.some((clause, at) => has(clause, 'rpmsg') && nearby(clauses, at, 1, (other) => has(other, 'nothing')));

const isOnPurpose =
  /\b(?:tell|told|ask\w*|command\w*|want|let|make|need)\b.{0,40}\bto (?:stop|halt|suspend|sleep)|\bbefore (?:\w+ ){0,5}(?:suspend|sleep|standby)|\bprevents?\b/i;

const suspendStops = (clauses: readonly Clause[]): boolean =>
  !clauses.some(({ text }) => isOnPurpose.test(text)) &&
  clauses.some(
    (clause, at) =>
      (isCore(clause) || /\bit\b/.test(clause.text)) &&
      has(clause, 'stops') &&
      clauses.some((other) => has(other, 'core')) &&
      nearby(clauses, at, 1, (other) => has(other, 'suspends')),
  );

const debuggerFails = (clauses: readonly Clause[]): boolean =>
  clauses.some(({ topics }) => topics.has('core') || topics.has('aSide')) &&
  clauses.some(({ topics }) => topics.has('debugger') && topics.has('connects') && topics.has('cannot'));

const runOnACore = (clauses: readonly Clause[]): boolean =>
  some(clauses, 'core') &&
  clauses.some(({ text }) => /\bbootelf\b|(?:["'`]go (?:0x)?[0-9a-f]{5,8}|\bgo 0x[0-9a-f]{5,8}|\bgo \$)/i.test(text));

const isSilentBoard = (clauses: readonly Clause[]): boolean => {
  if (some(clauses, 'core') || some(clauses, 'remoteproc') || some(clauses, 'rpmsg')) return false;
  if (clauses.some(({ text }) => /\b(?:linux|kernel|login|systemd|hdmi signal)\b/i.test(text))) return false;
  return (
    clauses.some((clause, at) => has(clause, 'noText') && nearby(clauses, at, 0, (other) => has(other, 'serial'))) &&
    some(clauses, 'flashed')
  );
};

const noPrompt = (clauses: readonly Clause[]): boolean =>
  some(clauses, 'prompt') &&
  !some(clauses, 'core') &&
  !clauses.some(({ text }) => /\bhow (?:do|can|to)\b|\bnobody\b|\bby itself\b/i.test(text)) &&
  (clauses.some((clause) => has(clause, 'cannot', 'enters', 'prompt') && !/\bwithout\b|\bfail(?:s|ed) to start\b/i.test(clause.text)) ||
    clauses.some((clause, at) => has(clause, 'keys') && nearby(clauses, at, 2, (other) => has(other, 'ignored'))));

const endsThere =
  /\b(?:stuck|hangs?|hung|hanging|stops?|stopped|freez\w+|frozen|halts?|nothing(?: more| else| happens| comes)?|no (?:more |further )?(?:output|text|messages?|log)|silent|last (?:line|message|thing|output))\b/i;

const restarts = /\b(?:resets?|reboots?|restarts?|(?:only|just) (?:boots?|gets?|comes?|goes) (?:up )?to)\b/i;

// U-Boot hands over, and its console stays empty from then on.
const kernelMute = (clauses: readonly Clause[]): boolean =>
  !clauses.some(
    ({ text, topics }) =>
      topics.has('core') ||
      topics.has('remoteproc') ||
      topics.has('rpmsg') ||
      /\b(?:dmesg|logs?|hdmi|display|screen|modul\w+)\b/i.test(text),
  ) &&
  clauses.some(
    (clause, at) =>
      has(clause, 'noText') &&
      (has(clause, 'serial') || has(clause, 'kernelStart')) &&
      nearby(
        clauses,
        at,
        1,
        (other) =>
          has(other, 'kernelStart') && /\b(?:boot\w*|start\w*|jump\w*|control|hand\w*|loads?|launch\w*|comes?)\b/i.test(other.text),
      ),
  );

const stopsAtKernel = (clauses: readonly Clause[]): boolean =>
  clauses.some((clause, at) => /\bstarting kernel\b/i.test(clause.text) && nearby(clauses, at, 1, (other) => endsThere.test(other.text))) ||
  (!some(clauses, 'core', 'remoteproc') &&
    clauses.some(
      (clause, at) => /\bstarting kernel\b/i.test(clause.text) && nearby(clauses, at, 1, (other) => restarts.test(other.text)),
    )) ||
  kernelMute(clauses) ||
  (some(clauses, 'noBoot', 'kernelStart') && !clauses.some(({ text }) => /\bpanic|oops|emergency|rootfs|root file/i.test(text)));

// Who switched the cache off, and got the right value then, has named the cause.
const withoutCache =
  /\b(?:disabl\w+|switch\w* off|turn\w* off|without|flush\w*|invalidat\w*|clean\w*)\b.{0,24}\b(?:d-?|data ?)?caches?\b|\b(?:d-?|data ?)?caches?\b.{0,16}\b(?:is |was |are )?(?:off|disabled)\b/i;
const isRight = /\b(?:gets?|got|sees?|saw|reads?|is|are|was|were|works?|worked|fine|right|correct|ok|okay|updated|arrives?)\b/i;
const isNoHelp = /\b(?:not|no|never|same|still|without (?:success|effect))\b|n['o]t\b/i;
const curedByCache = (clauses: readonly Clause[]): boolean =>
  some(clauses, 'core') &&
  clauses.some(({ text }) => withoutCache.test(text) && /\b(?:if|when|once|as soon as|with|after)\b/i.test(text)) &&
  clauses.some(
    ({ text }) =>
      isRight.test(text.replace(withoutCache, '')) &&
      /\b(?:values?|data|it|memory|buffer|idx|index|contents?|everything|all|counter)\b/i.test(text),
  ) &&
  clauses.filter(({ text }) => withoutCache.test(text)).every(({ text }) => !isNoHelp.test(text)) &&
  clauses.some(({ text }) =>
    /\b(?:stays?|stuck at|old|stale|previous|zero|0|wrong|never|not|different|corrupt\w*|garbage)\b|n['o]t\b/i.test(text),
  );

const staleMemory = (clauses: readonly Clause[]): boolean =>
  curedByCache(clauses) ||
  (some(clauses, 'sharedMemory') &&
    clauses.some(({ topics }) => topics.has('staleValue')) &&
    (some(clauses, 'core') || some(clauses, 'cache')));

export const clauseRules: readonly ClauseRule[] = [
  { claim: 'output-ends-with-linux', holds: endsWithLinux },
  { claim: 'works-only-after-u-boot', holds: worksFromLoaderOnly },
  { claim: 'rdc', holds: sharesDevice },
  { claim: 'linux-stops-with-core', holds: linuxStops },
  { claim: 'no-link', holds: rpmsgDead },
  { claim: 'stopped-by-suspend', holds: suspendStops },
  { claim: 'debugger-fails', holds: debuggerFails },
  { claim: 'started-on-a-core', holds: runOnACore },
  { claim: 'nothing-after-power-on', holds: isSilentBoard },
  { claim: 'no-prompt', holds: noPrompt },
  { claim: 'stops-at-kernel', holds: stopsAtKernel },
  { claim: 'stale-shared-memory', holds: staleMemory },
];
