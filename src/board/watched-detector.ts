import type { BoardContext } from '../core/board.ts';
import type { EventBody } from '../core/event.ts';
import type { KernelIncident } from '../core/incident.ts';
import { mayEndBoot } from '../knowledge/kernel/boot-feed.ts';
import { createDetector, type Detector } from '../knowledge/kernel/detector.ts';
import { DoubtedBanners } from './boot/doubted-banners.ts';
import type { IncidentListener } from './incident-listener.ts';
import { ConsoleClaims } from './linux/console-claims.ts';
import { type OpenLink, RunningLinux } from './linux/running-linux.ts';

/** What the console claims of Linux, and whom one can ask. */
export interface Doubts {
  /** What the console said passes through here on its way to the detector and to whoever follows the boot. */
  readonly banners: DoubtedBanners;
  /** Whom to ask from now on. */
  follow(link: OpenLink): void;
  /** A line of the kernel log, in order. */
  kmsg(line: string): void;
  /** Nobody is there who could deny anything. */
  believe(): void;
  /** Resolves once nothing is in doubt, to false where nothing was. */
  settled(): Promise<boolean>;
}

/** A detector whose findings are looked up with Linux itself where they stand on nothing but the text of its console. `speed`: board milliseconds per host millisecond. */
export const watchedDetector = (
  { detector: rules, emit }: Pick<BoardContext, 'detector' | 'emit'>,
  speed: number,
  onIncident: IncidentListener,
): { readonly detector: Detector; readonly doubts: Doubts } => {
  let linux: RunningLinux | undefined;
  /** Since the board last started over. */
  let hasPanicked = false;
  const canAnswer = (): boolean => linux?.canAnswer === true;
  const claims = new ConsoleClaims({
    linux: {
      get canAnswer() {
        return canAnswer();
      },
      saidAll: async () => linux?.saidAll(),
    },
    tell: (phase, incident) => {
      hasPanicked ||= [incident.kind, ...incident.consequences].includes('panic');
      onIncident(phase, incident);
    },
    refuted: (claim, bootId) => {
      emit({ type: 'claim.refuted', line: lineOf(claim), text: unsaid(claim, bootId) });
      detector.disown(claim.id);
    },
  });
  const detector = tellingResets(
    createDetector({
      ...rules,
      trustsSystem: false,
      speed,
      onIncident: (...told) => claims.take(...told),
      onConfirmed: (id) => claims.believe(id),
    }),
    emit,
  );
  const banners = new DoubtedBanners({
    mayAsk: () => canAnswer() && !hasPanicked && detector.boots.mayRunOn,
    isBanner: mayEndBoot,
    goesOn: async () => linux?.goesOn(),
    withoutBoots: (read) => detector.withoutBoots(read),
    refuted: (line, bootId) => emit({ type: 'claim.refuted', line, text: noBoot(line, bootId) }),
  });
  const believe = (): void => {
    claims.believeAll();
    banners.believe();
    hasPanicked = false;
  };
  const settled = async (): Promise<boolean> => {
    const isNews = banners.isInDoubt || claims.isInDoubt;
    await banners.settled();
    await claims.settled();
    return isNews;
  };
  const follow = (link: OpenLink): void => {
    linux = new RunningLinux(link);
  };
  return { detector, doubts: { banners, follow, kmsg: (line) => linux?.line(line), believe, settled } };
};

/** A detector that also writes down which resets were asked for: without that nobody could tell later which of them were incidents. */
const tellingResets = (detector: Detector, emit: (event: EventBody) => void): Detector => ({
  boots: detector.boots,
  feed: (...heard) => detector.feed(...heard),
  sent: (...typed) => detector.sent(...typed),
  idle: (now) => detector.idle(now),
  stage: (stage) => detector.stage(stage),
  announceReset: (what = 'reset') => {
    emit({ type: 'reset.announced', what });
    detector.announceReset(what);
  },
  retractReset: () => {
    emit({ type: 'reset.retracted' });
    detector.retractReset();
  },
  withoutBoots: (read) => detector.withoutBoots(read),
  disown: (id) => detector.disown(id),
  powerOff: () => detector.powerOff(),
  silence: (...last) => detector.silence(...last),
  m7Silence: (...last) => detector.m7Silence(...last),
  end: () => detector.end(),
});

const lineOf = ({ lines, title }: KernelIncident): string => lines[0] ?? title;

const unsaid = (claim: KernelIncident, bootId: string): string =>
  `the a53 console showed '${lineOf(claim)}', which the kernel has not said: its own log was heard without a gap and holds no such record of its own, and the same Linux answers over SSH (boot id ${bootId}), so that it is a program's text and no ${claim.kind}`;

const noBoot = (line: string, bootId: string): string =>
  `the a53 console showed '${line}', and the board has not reset: the same Linux answers over SSH (boot id ${bootId}), so that it is a program's text, such as an old log`;
