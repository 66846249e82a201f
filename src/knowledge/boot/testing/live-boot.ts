import { ChunkLines } from '../../../board/boot/testing/lines.ts';
import { verdinImx8mp } from '../../../board/models/verdin-imx8mp/verdin-imx8mp.ts';
import type { StageEntry } from '../../../core/boot-stage.ts';
import type { KernelIncident } from '../../../core/incident.ts';
import { createDetector } from '../../kernel/detector.ts';
import { BootRecorder } from '../boot-recorder.ts';
import type { BootStart } from '../boot-start.ts';

/** The tracker of a living board with both of its subscribers, in the order of a board: the detector gets the bytes, then others get the lines. */
export const liveBoot = () => {
  const entries: StageEntry[] = [];
  const boots: BootStart[] = [];
  const incidents: KernelIncident[] = [];
  const onIncident = (phase: 'opened' | 'closed', incident: KernelIncident): void => {
    if (phase === 'closed') incidents.push(incident);
  };
  const detector = createDetector({ trustsSystem: false, onIncident });
  const recorder = new BootRecorder(verdinImx8mp.model.profile, 1, {
    stage: (entry) => entries.push(entry),
    boot: (start) => boots.push(start),
  });
  detector.boots.subscribe(recorder);
  const lines = new ChunkLines();
  return {
    entries,
    boots,
    detector,
    recorder,
    /** Latin-1, at host milliseconds. */
    say: (text: string, at = 0): void => {
      detector.feed('a53', Buffer.from(text, 'latin1'), at);
      for (const line of lines.of(text, at)) recorder.feed(line);
    },
    /** Every incident, now that no more comes. */
    end: (): readonly KernelIncident[] => {
      detector.end();
      return incidents;
    },
  };
};
