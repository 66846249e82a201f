import type { LabEvent } from '../../../core/event.ts';
import type { Facts } from '../facts.ts';
import { isSaid } from '../provenance.ts';
import { signsOf, unexpectedResets } from '../resets.ts';
import { restartBefore } from '../stall.ts';
import { reached, saidToBoot } from './boot-end.ts';
import { frozenStart } from './clocks.ts';
import { claimed, type Evidence, evidence, isAboutCore, one, type Row } from './row.ts';

// SPL speaks within 3 s of power-on; ten leave room for slow supplies.
const longestSilence = 10_000;

const silentBoard = (facts: Facts): Evidence | undefined => {
  // With uuu at work the module is in recovery mode on purpose.
  const isMeant = one(facts, /\blibuuu_|^uuu \(|\bSDPS?:|Wait for Known USB|recovery-(?:linux|windows)/) !== undefined;
  const recovery = isMeant ? undefined : one(facts, /\b1fc9:[0-9a-f]{4}\b|idVendor=1fc9/i);
  // What a board says that was loaded over USB to be flashed is nothing of the boot from its medium.
  const isDownload =
    one(facts, /^(?:Boot: +USB|Detect USB boot|Boot from USB for (?:mfgtools|uuu)|Trying to boot from USB SDP)/) !== undefined;
  const isHeard =
    facts.lines.some(({ kernelTime, text }) => kernelTime !== undefined || (!isDownload && /^U-Boot /.test(text))) && !recovery;
  // Where an M-core is spoken of, it is the silent one.
  const isAlive = (reached(facts) ?? saidToBoot(facts)) !== undefined;
  const said = isHeard || isAlive || (isAboutCore(facts) && !isAboutImage(facts)) ? undefined : claimed(facts, 'nothing-after-power-on');
  // A boot ROM that refuses what it loads, or that waits for the host, says nothing at all.
  const isWaiting = claimed(facts, 'uuu-fails') && !bootsFromMedium(facts);
  if (said && !recovery && (claimed(facts, 'authentication-fails') ?? isWaiting)) return evidence('possible', said);
  if (said || recovery) return evidence(said && recovery ? 'certain' : 'likely', said, recovery);
  const silent = silentAfterPowerOn(facts.events);
  return (
    silent &&
    evidence(
      'certain',
      facts.lines.find(({ at, channel, text }) => channel === 'lab' && at === silent.at && text === 'power on'),
    )
  );
};

/** Its switches are set to a medium: that no host sees it then is as it should be, and its silence is not. */
export const bootsFromMedium = ({ lines }: Facts): boolean =>
  lines.some(
    (line) =>
      isSaid(line) &&
      /\b(?:switch\w*|straps?|strapp\w+|jumpers?|dips?|boot ?mode|bmode|sw\d+)\b.{0,50}\b(?:sd|e?mmc|nand|q?spi|nor|internal boot)\b/i.test(
        line.text,
      ),
  ) && !lines.some((line) => isSaid(line) && /\b(?:recovery|serial[- ]?down|down ?load mode|sdp)/i.test(line.text));

// The word firmware is used of what a whole board is flashed with, too; NXP's U-Boot writes any image into its QSPI by m4_qspi.bin and update_m4_from_sd.
const ofImage = /\bfirmware\b|\b(?:m4_qspi\.bin|update_m4_from_sd)\b/gi;
const isAboutImage = ({ lines, platform }: Facts): boolean =>
  platform.cores.length === 0 &&
  !isAboutCore({ lines: lines.map((line) => ({ ...line, text: line.text.replace(ofImage, '') })), platform });

const silentAfterPowerOn = (events: readonly LabEvent[]): LabEvent | undefined => {
  const speed = events.find((event) => event.type === 'board.opened')?.speed ?? 1;
  return events.find((event, index) => {
    if (event.type !== 'power.switched' || event.state !== 'on') return false;
    const behind = events.slice(index + 1);
    const next = behind.findIndex(({ type }) => type === 'power.switched');
    const span = next === -1 ? behind : behind.slice(0, next + 1);
    const { askedAt = event.at } = event;
    const early = events.slice(0, index).filter(({ at }) => at >= askedAt);
    const heard = [...early, ...span].some((each) => each.type === 'console.received' && each.console === 'a53');
    return !heard && ((span.at(-1)?.at ?? event.at) - event.at) * speed >= longestSilence;
  });
};

export const labRows: readonly Row[] = [
  {
    id: 34,
    name: 'nothing-after-power-on',
    symptom: 'no bytes after the relay was switched on',
    cause:
      'The module has no power or does not leave reset: the relay or the port is the wrong one, it sits in recovery mode, is held off, or was fed back over the UART so that it never was off.',
    matches: silentBoard,
    excludedBy: (facts) => {
      const line = reached(facts);
      return line && { because: 'the board is reached by another way than its console: it boots, and its serial line is mute', line };
    },
    confirm: [
      { step: 'lsusb -d 1fc9: on the host: a device there means recovery mode' },
      { step: 'measure the current; unplug the UART while the power is off' },
    ],
    fix: 'Keep the power off longer and the UART disconnected meanwhile; check the recovery strap, the relay and the port.',
    source: 'Verdin Carrier Board Design Guide',
  },
  {
    id: 36,
    name: 'host-key-changed',
    said: { claim: 'host-key' },
    symptom: 'REMOTE HOST IDENTIFICATION HAS CHANGED',
    cause: 'The board has another SSH host key than the one that was pinned: it was flashed anew, or another board has its address.',
    matches: (facts) =>
      evidence('certain', one(facts, /REMOTE HOST IDENTIFICATION HAS CHANGED|^HostKeyError\b|Host key verification failed/)),
    confirm: [{ step: 'compare the serial number of the board with the lab file, and look when it was flashed' }],
    fix: 'Pin the new key for this serial number once it is known that the board was flashed.',
    source: 'ssh(1), known_hosts',
  },
  {
    id: 38,
    name: 'spontaneous-reset',
    said: { claim: 'resets-itself', confidence: 'possible' },
    symptom: 'U-Boot SPL in the middle of a test',
    cause: 'The module was reset and nothing on it had asked for that: the relay, a supply that gave in, or the reset line.',
    matches: (facts) => {
      const reset = unexpectedResets(facts).at(-1);
      if (!reset) return undefined;
      const { isSudden, isWatchdog } = signsOf(reset);
      if ((frozenStart(facts) && !isSudden) || isWatchdog) return undefined;
      return evidence(restartBefore(facts) && !isSudden ? 'possible' : 'likely', reset.last, reset.line, reset.cause);
    },
    confirm: [
      { step: 'read Reset cause of U-Boot: POR is what a cut of the power shows' },
      { step: 'ask the relay for its own log and schedules, and who else uses it; watch the supply under load' },
    ],
    fix: 'Mark the run as invalid, keep its raw log, and check relay, supply and the wiring of the reset line.',
    source: 'Reset cause of U-Boot on the i.MX 8M',
  },
];
