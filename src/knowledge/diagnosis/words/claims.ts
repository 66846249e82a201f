import { boardClaims } from './board-claims.ts';
import type { ClaimPattern } from './claim.ts';
import { coreClaims } from './core-claims.ts';
import { treeClaims } from './tree-claims.ts';

export { type WordClaim, wordClaims } from './claim.ts';

export const claimPatterns: readonly ClaimPattern[] = [...coreClaims, ...treeClaims, ...boardClaims];
