import { boardClaims } from './board-claims.ts';
import type { ClaimPattern } from './claim.ts';
import { coreClaims } from './core-claims.ts';
import { stageClaims } from './stage-claims.ts';
import { startClaims } from './start-claims.ts';
import { treeClaims } from './tree-claims.ts';

export { type StartClaim, startClaimNames, type WordClaim, wordClaims } from './claim.ts';

export const claimPatterns: readonly ClaimPattern[] = [...startClaims, ...coreClaims, ...treeClaims, ...boardClaims, ...stageClaims];
