import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostLimit } from '../core/testing/host-pace.ts';
import { writeElf } from '../knowledge/firmware/testing/elf-writer.ts';
import { join as bytes, halfwords, image, words } from '../sim/virtual/soc/testing/thumb.ts';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

// What the simulated board cannot execute or does not model, all the way to what wakes somebody at night.

const stack = 0x2000_8000;

/** Where itcm-max has its table of constants. */
const tableAddress = 0x1_f000;

/** At the beginning of the ITCM, with a place for a nonce: an image whose life could be proven. */
const withNonce = (code: Uint8Array): Uint8Array =>
  writeElf([{ address: 0, data: bytes(image(0, stack, code), Buffer.from('HILNONCE'), words(0)) }]);

/** The test firmware, which reads MPU_TYPE and goes on, reads a register of I2C3 instead: a word of its literal pool in the build for ARMv6-M. */
const helloReading = (register: number): Uint8Array => {
  const hello = readFileSync(join(projectRoot, 'firmware/prebuilt/itcm-max.elf'));
  const literal = hello.indexOf(words(0xe000_ed90));
  expect(literal).toBeGreaterThan(0);
  hello.set(words(register), literal);
  return hello;
};

/** The test firmware, which begins with an instruction of the caller's in its table of constants, and goes on to its reset handler. */
const helloBehind = (first: number, second: number): Uint8Array => {
  const hello = readFileSync(join(projectRoot, 'firmware/prebuilt/itcm-max.elf'));
  const at = hello.readUInt32LE(28);
  const code = hello.readUInt32LE(at + 4);
  const table = hello.readUInt32LE(at + 32 + 4);
  const handler = hello.readUInt32LE(code + 4);
  // ldr.w r1, [pc, #4]; bx r1; handler
  hello.set(bytes(halfwords(first, second, 0xf8df, 0x1004, 0x4708, 0xbf00), words(handler)), table);
  hello.set(words(tableAddress + 1), code + 4);
  return hello;
};

const images: Readonly<Record<string, Uint8Array>> = {
  // ldr r0, =0x30384020; loop: ldr r1, [r0]; b loop
  polls: withNonce(bytes(halfwords(0x4801, 0x6801, 0xe7fd, 0), words(0x3038_4020))),
  // ldr r0, [r0], #4 writes r0 twice, which ARMv7-M leaves open; b .
  stands: withNonce(halfwords(0xf850, 0x0b04, 0xe7fe, 0)),
  // ldr r0, =0x08000000; ldr r1, [r0]: a bus fault whose handler is the same code, so that it ends in lockup.
  flash: withNonce(bytes(halfwords(0x4801, 0x6801, 0xe7fe, 0), words(0x0800_0000))),
  survives: helloReading(0x30a4_0008),
  // The same instruction in front of the reset handler's own.
  goes: helloBehind(0xf850, 0x0b04),
};

/** Behind a start vector that no image brought: ldr r0, =I2C3; ldr r1, [r0]; ldr r1, [r0, #4]; ldr r1, [r0, #8]; b . */
const junk = image(0, stack, bytes(halfwords(0x4802, 0x6801, 0x6841, 0x6881, 0xe7fe, 0xbf00), words(0x30a4_0000)));
const itcmOfA53 = 0x7e_0000;
const junkIntoMemory = Array.from({ length: junk.length / 4 }, (_, index) => {
  const word = Buffer.from(junk).readUInt32LE(4 * index);
  return `await board.uboot.run('mw.l 0x${(itcmOfA53 + 4 * index).toString(16)} 0x${word.toString(16)}');`;
});

const junkSuite = `
scenario('junk', { boot: 'cold', firmware: 'plain' }, async ({ board, m7 }) => {
  await board.coldBoot({ until: 'u-boot' });
  ${junkIntoMemory.join('\n  ')}
  await board.reach('login');
  const { outcome } = await m7.start('plain');
  expect(outcome, 'the M7').toBe('alive');
});
`;

const suite = `
scenario('a register', { firmware: 'polls', expect: 'alive' }, async ({ m7 }) => void (await m7.start('polls')));
scenario('a register, asserted', { firmware: 'polls' }, async ({ m7 }) => expect((await m7.start('polls')).outcome).toBe('alive'));
scenario('a register, expected to be mute', { firmware: 'polls', expect: 'mute' }, async ({ m7 }) => void (await m7.start('polls')));
scenario('what it would have said', { firmware: 'polls' }, async ({ m7 }) => {
  await m7.start('polls');
  await m7.console.expect('ready', { within: '1s' });
});
scenario('a register it survived', { firmware: 'survives', expect: 'alive' }, async ({ m7 }) => void (await m7.start('survives')));
scenario('an instruction', { firmware: 'stands', expect: 'alive' }, async ({ m7 }) => void (await m7.start('stands')));
scenario('an instruction it survived', { firmware: 'goes', expect: 'alive' }, async ({ m7 }) => void (await m7.start('goes')));
scenario('memory', { firmware: 'flash', expect: 'alive' }, async ({ m7 }) => void (await m7.start('flash')));
scenario('a command', {}, async ({ board }) => void (await board.linux.run('btrfs scrub')));
scenario('a shell', {}, async ({ board }) => void (await board.linux.run('f() { f; }; f')));
scenario('a shell, asserted', {}, async ({ board }) => expect((await board.linux.run('f() { f; }; f', { reject: false })).exitCode).toBe(0));
`;

test('a limit of the model is the lab’s in exit code, JUnit, summary and run.json, and one that decided nothing stands below its scenario', {
  timeout: hostLimit(120_000),
}, async () => {
  await using lab = new LabFolder();
  for (const [name, content] of Object.entries(images)) writeFileSync(join(lab.dir, `${name}.elf`), content);
  const firmware = Object.keys(images).map((name) => `${name}: m7Elf('${join(lab.dir, `${name}.elf`)}')`);
  lab.lab({ boards: 'virtual: verdinImx8mp(virtualBoard({ speed: 100 }))', rest: `firmware: { ${firmware.join(', ')} },` });
  lab.suite('limits', suite);

  const { code } = await lab.hil(['run', 'limits']);
  const cases = new Map(lab.junit().map((each) => [each.name, each]));
  const summary = readFileSync(join(lab.run, 'summary.md'), 'utf8');
  const json = JSON.parse(readFileSync(join(lab.run, 'run.json'), 'utf8')) as {
    readonly exitCode: number;
    readonly scenarios: readonly {
      readonly id: string;
      readonly faults: readonly string[];
      readonly reason?: string;
      readonly limits: readonly object[];
    }[];
  };
  const inJson = (name: string) => json.scenarios.find(({ id }) => id === `limits > ${name}`)!;

  const poll = 'read of CCM CCGR2 register 0x30384020 at pc 0x12 is not modelled';
  const tooDeep = "Linux's `f (maximum recursion depth (500) exceeded)` is not modelled";
  const blamed: Readonly<Record<string, string>> = {
    'a register': poll,
    'a register, asserted': poll,
    'a register, expected to be mute': poll,
    'what it would have said': poll,
    'an instruction': '`LDR (post-indexed, up), UNPREDICTABLE operands` at pc 0x10 is not modelled',
    memory: 'the flash behind FLEXSPI at pc 0x12 is not modelled',
    'a command': "Linux's `btrfs` is not modelled",
    'a shell': tooDeep,
    'a shell, asserted': tooDeep,
  };
  for (const [name, sentence] of Object.entries(blamed)) {
    expect(cases.get(name)?.kind, name).toBe('error');
    expect(cases.get(name)?.message, name).toContain(sentence);
    expect(inJson(name).reason, name).toContain(sentence);
    expect(inJson(name).faults, name).toEqual(['lab']);
    expect(inJson(name).limits, name).toContainEqual(expect.objectContaining({ sentence }));
    expect(summary, name).toContain(`### error: limits &gt; ${name}`);
  }
  expect(lab.events('virtual')).toContainEqual(
    expect.objectContaining({
      type: 'model.limited',
      limit: expect.objectContaining({ by: 'm7', kind: 'register', name: 'CCM CCGR2', pc: 0x12 }),
    }),
  );

  expect(cases.get('a register it survived')?.kind).toBe('passed');
  expect(inJson('a register it survived').limits).toEqual([
    expect.objectContaining({ name: 'I2C3 I2CR', address: 0x30a4_0008, access: 'read' }),
  ]);
  expect(summary).toMatch(/a register it survived \| read of I2C3 I2CR register 0x30a40008 at pc 0x\w+ is not modelled \| it went on/);
  // What the model lacks is no reason to doubt the wires.
  expect(lab.events('virtual').filter(({ type }) => type === 'health.checked')).toHaveLength(1);
  expect(cases.get('an instruction it survived')?.kind).toBe('passed');
  expect(inJson('an instruction it survived').limits).toEqual([expect.objectContaining({ kind: 'instruction', pc: tableAddress })]);
  expect(cases.get('an instruction')?.message).toContain("it is 'unknown'");

  expect([code, json.exitCode]).toEqual([2, 2]);
});

test('what junk meets beyond the model takes no failure from the product, and is one line', { timeout: hostLimit(120_000) }, async () => {
  await using lab = new LabFolder();
  lab.lab({
    boards: 'virtual: verdinImx8mp(virtualBoard({ speed: 100 }))',
    rest: `firmware: { plain: m7Elf('${join(projectRoot, 'firmware/prebuilt/ddr-plain.elf')}') },`,
  });
  lab.suite('limits', junkSuite);

  const { code } = await lab.hil(['run', 'limits']);
  const summary = readFileSync(join(lab.run, 'summary.md'), 'utf8');
  const [found] = JSON.parse(readFileSync(join(lab.run, 'run.json'), 'utf8')).scenarios;
  const met =
    'the M7 executed words that no image put there, which met 3 things beyond the model, first: read of I2C3 IADR register 0x30a40000';
  expect(lab.junit()).toMatchObject([{ kind: 'failure', message: expect.stringContaining("expected 'mute' to be 'alive'") }]);
  expect(found.faults).toEqual(['dut']);
  expect(found.limits).toEqual([expect.objectContaining({ ofJunk: 3, sentence: expect.stringContaining(met) })]);
  expect(summary.split('\n').filter((line) => line.includes('words that no image put there'))).toHaveLength(1);
  expect(summary).toContain('### failed: limits &gt; junk');
  expect(code).toBe(1);
});
