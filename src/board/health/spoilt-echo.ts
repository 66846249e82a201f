/** Share of the letters that may be missing, doubled or others: every second one. Text that has nothing to do with them needs about four fifths. */
const mostSpoilt = 0.55;

/**
 * What stands in a text in the place of what was typed where some of its letters are missing, doubled or others; undefined where it stands there
 * unharmed, or nothing does. `typed`: letters alone. Blanks and controls do not count: a shell breaks a long line with them.
 */
export const spoiltIn = (text: string, typed: string): string | undefined => {
  const came = text.replace(/[^\x21-\x7e]/g, '');
  if (came.includes(typed)) return undefined;
  const { distance, from, to } = nearest(came, typed);
  if (distance <= typed.length * mostSpoilt) return came.slice(from, to);
  // Where every letter is doubled, nothing is near.
  const once = unrepeated(came);
  return once.includes(unrepeated(typed)) ? came.slice(-typed.length * 2) : undefined;
};

const unrepeated = (text: string): string => text.replace(/(.)\1+/g, '$1');

interface Nearest {
  /** Letters to insert, to delete or to replace. */
  readonly distance: number;
  readonly from: number;
  readonly to: number;
}

/** The part of a text that takes the fewest changes to become the pattern (P. Sellers, 1980). */
const nearest = (text: string, pattern: string): Nearest => {
  const rows = pattern.length;
  const distances = Uint16Array.from({ length: rows + 1 }, (_, row) => row);
  const starts = new Uint32Array(rows + 1);
  let best: Nearest = { distance: rows, from: 0, to: 0 };
  for (let at = 1; at <= text.length; at++) {
    let [across, begun] = [0, starts[0]!];
    starts[0] = at;
    for (let row = 1; row <= rows; row++) {
      const [left, leftBegun] = [distances[row]!, starts[row]!];
      const [kept, missing, more] = [across + (text[at - 1] === pattern[row - 1] ? 0 : 1), distances[row - 1]! + 1, left + 1];
      const distance = Math.min(kept, missing, more);
      distances[row] = distance;
      starts[row] = distance === kept ? begun : distance === more ? leftBegun : starts[row - 1]!;
      [across, begun] = [left, leftBegun];
    }
    if (distances[rows]! < best.distance) best = { distance: distances[rows]!, from: starts[rows]!, to: at };
  }
  return best;
};
