import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inputSum } from './checksum.ts';
import { PrepareError } from './prepare-error.ts';
import { Workshop } from './step.ts';

let cache: string;
let said: string[];
let workshop: Workshop;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'qemu-step-'));
  said = [];
  workshop = new Workshop(cache, (line) => said.push(line));
});
afterEach(() => rmSync(cache, { recursive: true }));

const greeting = (inputs: readonly string[], text: string) => ({
  name: 'greeting',
  inputs,
  make: async (folder: string) => writeFileSync(join(folder, 'text'), text),
});

test('a step is made once for the same inputs, and anew for others', async () => {
  const first = await workshop.make(greeting(['a'], 'first'));
  const again = await workshop.make(greeting(['a'], 'never made'));
  expect([again.key, readFileSync(again.path('text'), 'utf8')]).toEqual([first.key, 'first']);
  const other = await workshop.make(greeting(['b'], 'second'));
  expect(other.key).not.toBe(first.key);
  expect(readFileSync(other.path('text'), 'utf8')).toBe('second');
  expect(said).toEqual([expect.stringMatching(/^greeting {7}made in /), 'greeting       unchanged', expect.stringMatching(/made in/)]);
});

test('a step that failed says what its command said last, and leaves nothing that looks finished', async () => {
  const failing = {
    name: 'broken',
    inputs: [],
    make: async (_: string, sh: Parameters<Parameters<typeof workshop.make>[0]['make']>[1]) => {
      await sh`echo why >&2; exit 7`;
    },
  };
  const error: unknown = await workshop.make(failing).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(PrepareError);
  expect(error).toMatchObject({ message: 'a command ended with status 7', remedy: `read ${join(cache, 'log/broken.log')}` });
  expect((error as PrepareError).evidence).toContain('why');
  expect(existsSync(join(cache, 'broken'))).toBe(false);
});

test('what an interrupted step left is not used', async () => {
  await workshop
    .make({
      ...greeting(['a'], 'half'),
      make: async (folder) => {
        writeFileSync(join(folder, 'half'), '');
        throw new Error('interrupted');
      },
    })
    .catch(() => {});
  const made = await workshop.make(greeting(['a'], 'whole'));
  expect(readdirSync(made.path('.')).sort()).toEqual(['key', 'text']);
});

test('the sum of inputs is that of names, contents and modes, wherever the files are', () => {
  const folders = [mkdtempSync(join(cache, 'a-')), mkdtempSync(join(cache, 'b-'))] as const;
  for (const folder of folders) writeFileSync(join(folder, 'one'), 'text');
  expect(inputSum(folders[0])).toBe(inputSum(folders[1]));
  writeFileSync(join(folders[1], 'one'), 'other');
  expect(inputSum(folders[0])).not.toBe(inputSum(folders[1]));
  writeFileSync(join(folders[1], 'one'), 'text');
  writeFileSync(join(folders[1], 'two'), '');
  expect(inputSum(folders[0])).not.toBe(inputSum(folders[1]));
});
