import type { Prediction } from '../../core/outcome.ts';
import { hex } from './elf-format.ts';
import type { Inspection } from './inspect.ts';

/** What a core does that starts on the start vector of `old` after `loaded` was put into memory without one. */
export const runsOn = (old: Inspection, codeInMemory: boolean, loaded: Inspection, because: readonly string[]): Prediction => {
  const vector = old.startVector ?? old.imageVector;
  if (!vector || vector.flaws.length > 0) return { outcome: 'mute', because: ['the words in the ITCM are no start vector', ...because] };
  const address = (vector.programCounter & ~1) >>> 0;
  const own = loaded.imageVector;
  if (own && own.programCounter === vector.programCounter) {
    return {
      outcome: 'alive',
      because: [`both images have their reset handler at ${hex(address)}, so the old start vector fits the new image`, ...because],
    };
  }
  if (covers(loaded, address)) {
    return {
      outcome: 'mute',
      because: [
        `the old PC ${hex(vector.programCounter)} points into the middle of the new image, whose reset handler is elsewhere`,
        ...because,
      ],
    };
  }
  if (!codeInMemory) {
    return { outcome: 'mute', because: [`the old PC ${hex(vector.programCounter)} points to where the old code is no longer`, ...because] };
  }
  if (overwrites(loaded, old)) {
    return {
      outcome: 'mute',
      because: ['the new image overwrites a part of the old one, which the old start vector still starts', ...because],
    };
  }
  return { outcome: 'stale', because: [`the old image is still in memory at ${hex(address)}: it runs again`, ...because] };
};

const covers = (image: Inspection, address: number): boolean =>
  image.segments.some((segment) => address >= segment.address && address < segment.address + segment.memoryBytes);

// Data that is only cleared at start, such as .bss, may be overwritten; code and constants may not.
const overwrites = (loaded: Inspection, old: Inspection): boolean =>
  old.segments
    .filter(({ fileBytes }) => fileBytes > 0)
    .some((before) =>
      loaded.segments.some(
        (after) => after.address < before.address + before.fileBytes && before.address < after.address + after.memoryBytes,
      ),
    );
