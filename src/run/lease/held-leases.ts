import { monotonicMs } from '../../core/time.ts';
import { LeaseFolder } from './lease-folder.ts';
import { type Holding, holdingOf } from './lease-state.ts';

/** Everything on this host that is held or was left behind, the oldest first. */
export const heldLeases = (folder = new LeaseFolder()): readonly Holding[] => {
  const found = new Map<string, Holding>();
  for (const entry of folder.latest().values()) {
    const read = folder.read(entry);
    const holding = read && holdingOf(read, monotonicMs());
    if (holding) found.set(holding.record?.id ?? entry.path, holding);
  }
  return [...found.values()].sort((a, b) => (a.record?.since ?? '').localeCompare(b.record?.since ?? ''));
};
