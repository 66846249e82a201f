import type { EventBody } from '../core/event.ts';
import type { Detector } from '../knowledge/kernel/detector.ts';

/** A detector that also writes down which resets were asked for: without that nobody could tell later which of them were incidents. */
export const tellingResets = (detector: Detector, emit: (event: EventBody) => void): Detector => ({
  boots: detector.boots,
  feed: (...heard) => detector.feed(...heard),
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
  powerOff: () => detector.powerOff(),
  silence: (...last) => detector.silence(...last),
  m7Silence: (...last) => detector.m7Silence(...last),
  end: () => detector.end(),
});
