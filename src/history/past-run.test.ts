import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readPastRuns } from './past-run.ts';

const found = (...runs: readonly { folder: string; run: string; board: string; mergedFrom?: readonly string[] }[]): string[] => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-past-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const { folder, run, board, mergedFrom } of runs) {
    mkdirSync(join(dir, folder), { recursive: true });
    const body = { version: 1, run, startedAt: '2026-11-26T03:00:00Z', exitCode: 0, boards: [{ name: board }], scenarios: [] };
    writeFileSync(join(dir, folder, 'run.json'), JSON.stringify({ ...body, ...(mergedFrom ? { mergedFrom } : {}) }));
  }
  return readPastRuns([dir]).runs.map((run) => run.dir.slice(dir.length + 1));
};

const merged = { folder: 'a-night', run: 'shard-1', board: 'one', mergedFrom: ['shard-1', 'shard-2'] };
const first = { folder: 'shard-1', run: 'shard-1', board: 'one' };
const second = { folder: 'shard-2', run: 'shard-2', board: 'two' };

test('a merged run beside all of its parts, beside one of them and alone: each result counts once', () => {
  expect(found(merged, first, second)).toEqual(['shard-1', 'shard-2']);
  expect(found(merged, second)).toEqual(['a-night']);
  expect(found(merged)).toEqual(['a-night']);
  expect(found(first, second, { ...first, folder: 'copy' })).toHaveLength(2);
});
