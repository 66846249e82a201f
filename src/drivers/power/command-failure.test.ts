import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { rejection } from '../testing/rejection.ts';
import { context } from '../testing/wires.ts';
import { commandSwitch } from './command-switch.ts';

const script = (text: string, mode: number): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-command-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const file = join(dir, 'relay');
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
};

const failing = async (on: string) => {
  await using relay = await commandSwitch({ on, off: 'true' }).connect(context());
  return rejection(relay.on());
};

test('a program that is not installed is named, with the field of the lab file', async () => {
  expect(await failing('uhubctl-of-the-lab -a on -p 2')).toMatchObject({
    fault: 'lab',
    message: 'the power-on command (uhubctl-of-the-lab) failed with exit status 127: there is no program uhubctl-of-the-lab on this host',
    remedy: expect.stringMatching(/^install it, or write its whole path into 'on' of the commandSwitch/),
  });
});

test('so is one behind another that is there', async () => {
  expect((await failing('true && uhubctl-of-the-lab -a on')).message).toContain('there is no program uhubctl-of-the-lab on this host');
});

test('one that cannot be executed is told as that', async () => {
  expect(await failing(`${script('#!/bin/sh\n', 0o644)} on`)).toMatchObject({
    message: 'the power-on command (relay) failed with exit status 126: relay is there and cannot be executed on this host',
    remedy: expect.stringContaining('chmod +x'),
  });
});

test('a script without what its first line names is none that is there', async () => {
  expect(await failing(`${script('#!/usr/bin/python-of-the-lab\n', 0o755)} on`)).toMatchObject({
    message: expect.stringContaining('there is no program relay on this host'),
    remedy: expect.stringContaining('its first line'),
  });
});

test.for([
  [`${'ssh'} -V >/dev/null 2>&1; exit 255`, 'ssh did not get to its host'],
  ['curl --version >/dev/null; exit 7', 'refuses the connection'],
  ['curl --version >/dev/null; exit 6', 'does not resolve'],
  ["sh -c 'exit 127'", 'here or on the host that'],
] as const)('%s', async ([command, why]) => {
  expect((await failing(command)).message).toContain(why);
});

test("any other exit status is the command's own affair", async () => {
  expect((await failing('false')).message).toBe('the power-on command (false) failed with exit status 1');
});
