import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openScratch } from './scratch.ts';

let roots: [string, string];
beforeEach(() => {
  roots = [mkdtempSync(join(tmpdir(), 'hil-scratch-')), mkdtempSync(join(tmpdir(), 'hil-scratch-'))];
});
afterEach(() => {
  for (const root of roots) rmSync(root, { recursive: true });
});

test('ends with its owner', () => {
  {
    using scratch = openScratch(roots);
    writeFileSync(join(scratch.disk, 'emmc.img'), 'x');
    writeFileSync(join(scratch.memory, 'ddr.bin'), 'x');
    expect(roots.flatMap((root) => readdirSync(root))).toHaveLength(2);
  }
  expect(roots.flatMap((root) => readdirSync(root))).toEqual([]);
});

test('what a killed process left is removed, also when its number was given away again; what another process uses stays', () => {
  const parent = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
  const startTime = parent.slice(parent.lastIndexOf(')') + 2).split(' ')[19];
  const leftovers = [`${process.pid}-1`, '999999999-12345'];
  const kept = ['not-a-rig', `${process.ppid}-${startTime}`];
  for (const name of [...leftovers, ...kept]) mkdirSync(join(roots[0], name));
  openScratch(roots)[Symbol.dispose]();
  expect(leftovers.filter((name) => existsSync(join(roots[0], name)))).toEqual([]);
  expect(kept.filter((name) => existsSync(join(roots[0], name)))).toEqual(kept);
});

test('both kinds may share a folder', () => {
  const [root] = roots;
  {
    using scratch = openScratch([root, root]);
    expect(scratch.disk).toBe(scratch.memory);
  }
  expect(readdirSync(root)).toEqual([]);
});
