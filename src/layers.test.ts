import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const all = [
  'core',
  'journal',
  'transport',
  'power',
  'kernel',
  'boot',
  'm7',
  'provision',
  'diagnosis',
  'board',
  'qemu',
  'labgrid',
  'lease',
  'config',
  'scenario',
  'report',
  'history',
  'runner',
];

/** Which folders of src/ each folder may import. The virtual board shares nothing but contracts with the code it proves. */
const layers: Record<string, readonly string[]> = {
  core: [],
  journal: ['core'],
  transport: ['core'],
  power: ['core'],
  kernel: ['core'],
  m7: ['core'],
  virtual: ['core'],
  boot: ['core', 'transport'],
  provision: ['core', 'transport', 'boot', 'm7'],
  diagnosis: ['core', 'kernel', 'm7'],
  board: ['core', 'journal', 'transport', 'power', 'kernel', 'boot', 'm7', 'provision', 'diagnosis'],
  // Its M7 is the same core on the same bus as the virtual board's, and its sockets are the same wires.
  qemu: ['core', 'transport', 'power', 'virtual'],
  labgrid: ['core', 'transport', 'power'],
  lease: ['core'],
  config: ['core', 'kernel'],
  scenario: ['core', 'diagnosis'],
  report: ['core', 'journal'],
  history: ['core', 'journal'],
  runner: ['core', 'journal', 'lease', 'config', 'scenario', 'report', 'history', 'm7', 'diagnosis'],
  cli: [...all, 'virtual'],
};

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && file.includes('/'))
  .map((file) => join('src', file));

test('imports point down the layers only', () => {
  const upward = sources.flatMap((file) => {
    const from = file.split('/')[1]!;
    return [...readFileSync(file, 'utf8').matchAll(/from '\.\.\/(?:\.\.\/)*(\w+)\//g)]
      .map(([, to]) => to!)
      .filter((to) => to in layers && to !== from && !layers[from]?.includes(to) && !file.endsWith('.test.ts'))
      .map((to) => `${file} -> ${to}`);
  });
  expect(upward).toEqual([]);
});

test('every folder has its place in the layers', () => {
  expect([...new Set(sources.map((file) => file.split('/')[1]!))].filter((folder) => !(folder in layers))).toEqual([]);
});
