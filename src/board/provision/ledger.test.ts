import { chmodSync, existsSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Ledger } from './ledger.ts';

const fresh = (): string => join(mkdtempSync(join(tmpdir(), 'ledger-')), 'board', 'owed.json');

test('a killed run leaves a note that the next one reads', () => {
  const path = fresh();
  const ledger = new Ledger(path);
  ledger.noteVariable('tdxargs', undefined);
  ledger.noteFile('/var/hil/m7.bin');
  expect(new Ledger(path).owed).toEqual({ environment: { tdxargs: null }, files: ['/var/hil/m7.bin'], texts: {}, served: [] });
});

test('the first value noted stays the original', () => {
  const ledger = new Ledger(fresh());
  ledger.noteVariable('bootcmd', 'run distro_bootcmd');
  ledger.noteVariable('bootcmd', 'run m4boot');
  expect(ledger.owed.environment).toEqual({ bootcmd: 'run distro_bootcmd' });
});

test('nothing owed leaves no file', () => {
  const path = fresh();
  const ledger = new Ledger(path);
  ledger.noteVariable('tdxargs', 'debug');
  ledger.settleVariable('tdxargs');
  expect([ledger.isSettled, existsSync(path)]).toEqual([true, false]);
});

test('a note that cannot be read is an error, not an empty one', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'ledger-')), 'owed.json');
  writeFileSync(path, '{"environment":');
  expect(() => new Ledger(path)).toThrow(/cannot be read/);
});

test('only its owner reads what a board is owed, also where a note is there already', () => {
  const path = fresh();
  new Ledger(path).noteFile('/var/hil/m7.bin');
  chmodSync(path, 0o644);
  new Ledger(path).noteVariable('netpass', 'hush');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a note that another user left is an error, not an empty one', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'ledger-')), 'owed.json');
  mkdirSync(path);
  expect(() => new Ledger(path)).toThrow(/says what the board is owed, but cannot be read/);
});

test('the whole environment is noted as it was before every change, until nothing of it is owed', () => {
  const path = fresh();
  const ledger = new Ledger(path);
  ledger.noteVariable('tdxargs', undefined);
  ledger.noteVariable('bootcmd', 'run distro_bootcmd');
  ledger.noteWhole({ tdxargs: 'quiet', bootcmd: 'run m4boot', fdt_board: 'dahlia' });
  ledger.noteWhole({ fdt_board: 'lost' });
  expect(new Ledger(path).owed.whole).toEqual({ bootcmd: 'run distro_bootcmd', fdt_board: 'dahlia' });
  ledger.settleVariable('tdxargs');
  expect(ledger.owed.whole).toBeDefined();
  ledger.settleVariable('bootcmd');
  expect([ledger.owed.whole, existsSync(path)]).toEqual([undefined, false]);
});

test('a file that was removed is owed no more, and the others stay noted', () => {
  const path = fresh();
  const ledger = new Ledger(path);
  for (const file of ['/var/hil/m7.bin', '/boot/m7.elf', '/var/hil/m7.bin']) ledger.noteFile(file);
  expect(ledger.owed.files).toEqual(['/var/hil/m7.bin', '/boot/m7.elf']);
  ledger.settleFile('/var/hil/m7.bin');
  expect([ledger.isSettled, new Ledger(path).owed.files]).toEqual([false, ['/boot/m7.elf']]);
  ledger.settleFile('/boot/m7.elf');
  expect([ledger.isSettled, existsSync(path)]).toEqual([true, false]);
});

test('a board that ends with the process leaves no note', () => {
  const ledger = new Ledger(undefined);
  ledger.noteVariable('tdxargs', 'debug');
  expect(ledger.owed.environment).toEqual({ tdxargs: 'debug' });
  ledger.settleVariable('tdxargs');
  expect(ledger.isSettled).toBe(true);
});

test('a change that cannot be noted is refused, with what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  writeFileSync(join(folder, 'file'), '');
  const ledger = new Ledger(join(folder, 'file', 'board', 'owed.json'));
  expect(() => ledger.noteFile('/var/hil/m7.bin')).toThrow(
    expect.objectContaining({ fault: 'lab', remedy: expect.stringContaining('writable'), cause: expect.any(Error) }),
  );
});
