/**
 * Of those that wait, the ones that get none where each takes one of its own: as few as can be, and the later of two that want the same.
 * `suits`: whether one that came is what one that waits wants.
 */
export const unmetOf = <Waiting, Came>(
  waiting: readonly Waiting[],
  came: readonly Came[],
  suits: (one: Waiting, other: Came) => boolean,
): Waiting[] => {
  const taken = new Map<number, number>();
  // An augmenting path: whoever holds one that suits gives it up where another suits, too.
  const finds = (index: number, asked: Set<number>): boolean =>
    came.some((other, place) => {
      if (asked.has(place) || !suits(waiting[index]!, other)) return false;
      asked.add(place);
      const holder = taken.get(place);
      if (holder !== undefined && !finds(holder, asked)) return false;
      taken.set(place, index);
      return true;
    });
  return waiting.filter((_, index) => !finds(index, new Set()));
};
