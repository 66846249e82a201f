import { describe, expect, test } from 'vitest';
import { pastedLines } from '../pasted-lines.ts';
import { statementsIn } from '../statements.ts';
import { innocentSentences } from '../testing/innocent-sentences.ts';
import { wordings } from '../testing/wordings.ts';
import { boardWordings } from '../testing/wordings-board.ts';
import { eventWordings } from '../testing/wordings-events.ts';
import { stageWordings } from '../testing/wordings-stages.ts';
import { startWordings } from '../testing/wordings-start.ts';
import { workWordings } from '../testing/wordings-work.ts';
import { type StartClaim, startClaimNames, type WordClaim, wordClaims } from './claims.ts';

const claimsOf = (text: string): string[] => statementsIn(pastedLines({ name: 'post.txt', text })).map(({ claim }) => claim);

describe.each(
  Object.entries({ ...startWordings, ...wordings, ...stageWordings, ...workWordings, ...boardWordings, ...eventWordings }) as [
    StartClaim | WordClaim,
    readonly string[],
  ][],
)('%s', (claim, sentences) => {
  test('is understood in at least ten wordings', () => {
    expect(sentences.length).toBeGreaterThanOrEqual(10);
    expect(sentences.filter((sentence) => !claimsOf(sentence).includes(claim))).toEqual([]);
  });

  test('is understood when a mailer wraps it and quotes it', () => {
    const wrapped = sentences.map((sentence) => sentence.replace(/(.{24,38}\S) /g, '$1\n').replace(/^/gm, '> '));
    expect(wrapped.filter((sentence) => !claimsOf(sentence).includes(claim))).toEqual([]);
  });
});

test('no claim is made by sentences that mean something else', () => {
  const known: readonly string[] = [...wordClaims, ...startClaimNames];
  expect(innocentSentences.length).toBeGreaterThanOrEqual(200);
  const wrong = innocentSentences.flatMap((sentence) =>
    claimsOf(sentence)
      .filter((claim) => known.includes(claim))
      .map((claim) => `${claim}: ${sentence}`),
  );
  expect(wrong).toEqual([]);
});
