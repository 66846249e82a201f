import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { shippedFirmware } from '../config/shipped.ts';
import { replayRun } from './replay.ts';
import { unpackRecording } from './testing/recording.ts';

const folder = join(import.meta.dirname, 'recordings');
const recordings = readdirSync(folder).filter((name) => name.endsWith('.gz'));

/**
 * Runs of the past: facts as boards said them, with what was concluded then. What differs here is a change of judgement. If it is meant, record the run again
 * (`node --import tsx src/replay/testing/record.ts RUN NAME`); if not, it is a defect.
 */
test.for(recordings)('%s is judged as it was', async (name) => {
  const dir = mkdtempSync(join(tmpdir(), 'recording-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  unpackRecording(readFileSync(join(folder, name)), dir);
  const { differences, judged, notJudged } = await replayRun(dir, { firmware: shippedFirmware() });
  expect({ differences, notJudged }).toEqual({ differences: [], notJudged: [] });
  expect(judged.incidents + judged.predictions + judged.diagnoses).toBeGreaterThan(0);
});

test('the recordings hold what there is to judge: every outcome that needs no luck, and incidents of most kinds', () => {
  const all = recordings.map((name) => readFileSync(join(folder, name)));
  expect(all.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(300 * 1024);
  const dir = mkdtempSync(join(tmpdir(), 'recording-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const text = all.map((packed) => unpackRecording(packed, dir)).join('');
  const outcomes = new Set([...text.matchAll(/"observation":\{"outcome":"(\w+)"/g)].map(([, outcome]) => outcome));
  expect([...outcomes].sort()).toEqual(expect.arrayContaining(['alive', 'frozen', 'mute', 'refused']));
  const kinds = new Set(
    [...text.matchAll(/"type":"incident\.closed","incident":\{"id":"[^"]*","kind":"([\w-]+)"/g)].map(([, kind]) => kind),
  );
  expect([...kinds]).toEqual(expect.arrayContaining(['panic', 'oops', 'rcu-stall', 'soft-lockup', 'watchdog-reset', 'silent-freeze']));
});
