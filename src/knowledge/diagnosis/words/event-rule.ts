import type { StartClaim, WordClaim } from './claim.ts';
import type { Event } from './events.ts';
import type { Tale } from './tale.ts';

/** A claim that follows from what a whole post tells to have happened. */
export interface EventRule {
  readonly claim: WordClaim | StartClaim;
  /** Claims that the same words are taken for otherwise, and that are withdrawn. */
  readonly instead?: readonly (WordClaim | StartClaim)[];
  /** Claims of the sentences that know better. */
  readonly unless?: readonly (WordClaim | StartClaim)[];
  /** The event that carries it, if any. */
  find(tale: Tale): Event | undefined;
}
