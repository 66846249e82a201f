import { afterAll, expect, test, vi } from 'vitest';
import { BoardPool } from './board-pool.ts';
import { runWorld } from './run-world.ts';
import { worlds } from './worlds/index.ts';

// Ten of the worlds, so that every change meets them; all of them are npm run test:verdicts. Hooks, calls that nobody awaits and runs in which nothing
// ran are held by whole runs of src/run/board-process.

vi.setConfig({ testTimeout: 300_000 });

const pool = new BoardPool();
afterAll(() => pool[Symbol.asyncDispose]());

test.for([
  'assertions/outcome-matcher',
  'specs/outcome',
  'heartbeat/one-tick-twice',
  'images/no-proof-and-text',
  'incidents/after-the-last-scenario',
  'ssh/another-board',
  'relay/stuck-at-the-end',
  'runner/slept-in-an-expect',
  'images/preload-with-shell-characters',
  'together/old-text-no-reset-no-power-no-log',
])('%s', async (path) => {
  const world = worlds.find(({ family, name }) => `${family}/${name}` === path)!;
  const { differences } = await pool.with(world, (parts) => runWorld(world, parts));
  expect(differences).toEqual([]);
});
