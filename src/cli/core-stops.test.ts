import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hostLimit } from '../core/testing/host-pace.ts';
import { writeElf } from '../knowledge/firmware/testing/elf-writer.ts';
import { join as bytes, halfwords, image, words } from '../sim/virtual/soc/testing/thumb.ts';
import { projectRoot } from './testing/hil-process.ts';
import { LabFolder } from './testing/lab-folder.ts';

// What stops the M7, and what keeps anybody from knowing, all the way to what wakes somebody at night.

const stack = 0x2000_8000;

/** At the beginning of the ITCM, with a place for a nonce: an image whose life could be proven. */
const withNonce = (code: Uint8Array): Uint8Array =>
  writeElf([{ address: 0, data: bytes(image(0, stack, code), Buffer.from('HILNONCE'), words(0)) }]);

const images: Readonly<Record<string, Uint8Array>> = {
  // ldr r0, =UART4's status; ldr r1, [r0]; b . : without a word to the clock gate.
  'ungated.elf': withNonce(bytes(halfwords(0x4801, 0x6801, 0xe7fe, 0xbf00), words(0x30a6_0098))),
  'silent.elf': withNonce(halfwords(0xe7fe, 0xe7fd)),
};

interface Told {
  readonly kind: string | undefined;
  readonly message: string | undefined;
  readonly faults: readonly string[];
  readonly inSummary: boolean;
}

interface RunJson {
  readonly exitCode: number;
  readonly scenarios: readonly { readonly id: string; readonly faults: readonly string[]; readonly verdict: string }[];
}

const runOf = async (lab: LabFolder, suite: string) => {
  const { code } = await lab.hil(['run', suite]);
  const summary = readFileSync(join(lab.run, 'summary.md'), 'utf8');
  const json = JSON.parse(readFileSync(join(lab.run, 'run.json'), 'utf8')) as RunJson;
  const cases = new Map(lab.junit().map((each) => [each.name, each]));
  const told = (name: string): Told => {
    const { kind, message } = cases.get(name)!;
    const { faults, verdict } = json.scenarios.find(({ id }) => id === `${suite} > ${name}`)!;
    return { kind, message, faults, inSummary: summary.includes(`### ${verdict}: ${suite} &gt; ${name}`) };
  };
  return { codes: [code, json.exitCode], summary, told };
};

const lay = (lab: LabFolder): string => {
  for (const [name, content] of Object.entries(images)) writeFileSync(join(lab.dir, name), content);
  return `firmware: {
    ungated: m7Elf('${join(lab.dir, 'ungated.elf')}'),
    silent: m7Elf('${join(lab.dir, 'silent.elf')}'),
    hello: m7Elf('${join(projectRoot, 'firmware/prebuilt/tcm-hello.elf')}'),
  },`;
};

const stops = `
scenario('no clock for its UART', { firmware: 'ungated', expect: 'alive' }, async ({ m7 }) => void (await m7.start('ungated')));
scenario('no clock for its core', { boot: 'cold', preload: 'hello', firmware: 'hello', mcoreBooted: false, expect: 'alive' }, async ({ m7 }) => void (await m7.observe('hello')));
`;

test('a clock that is off is the product’s in exit code, JUnit, summary and run.json', {
  timeout: hostLimit(120_000),
}, async () => {
  await using lab = new LabFolder();
  lab.lab({ boards: 'virtual: verdinImx8mp(virtualBoard({ speed: 100 }))', rest: lay(lab) });
  lab.suite('stops', stops);
  const { codes, summary, told } = await runOf(lab, 'stops');

  const clocks = {
    'no clock for its UART': 'the M7 accessed UART4 without a clock',
    'no clock for its core': 'Linux has switched off the clocks of the M7',
  };
  for (const [name, sentence] of Object.entries(clocks)) {
    expect(told(name), name).toEqual({
      kind: 'failure',
      message: expect.stringContaining("it is 'mute'"),
      faults: ['dut'],
      inSummary: true,
    });
    expect(summary, name).toContain(`Only the simulated board knows: ${sentence}`);
  }
  expect(codes).toEqual([1, 1]);
});

/** The control endpoint of a board whose host gives its processors and its core next to nothing. */
const starvedBoard = `
const inner = virtualBoard({ speed: 100 });
const starved = {
  ...inner,
  async start(context) {
    const rig = await inner.start(context);
    const connect = async (driver) => {
      const notes = await rig.modelNotes.connect(driver);
      return { ...notes, pace: async (since) => ({ ...(await notes.pace(since)), boardMs: 1, coreMs: 1 }) };
    };
    return { ...rig, patienceMs: 300, modelNotes: { ...rig.modelNotes, connect } };
  },
};
`;

const starvation = `
scenario('silent for want of time', { firmware: 'silent', expect: 'alive' }, async ({ m7 }) => void (await m7.start('silent')));
scenario('expected to be mute', { firmware: 'silent', expect: 'mute' }, async ({ m7 }) => void (await m7.start('silent')));
scenario('a line that it had no time for', { firmware: 'silent' }, async ({ m7 }) => {
  await m7.start('silent');
  await m7.console.expect('ready', { within: '1s' });
});
scenario('a word of Linux that it had no time for', {}, async ({ board }) => void (await board.console.expect('ready', { within: '1s' })));
scenario('spoke all the same', { firmware: 'hello', expect: 'alive' }, async ({ m7 }) => void (await m7.start('hello')));
`;

test('a core, and a board, that their host starved are the lab’s in exit code, JUnit, summary and run.json', {
  timeout: hostLimit(120_000),
}, async () => {
  await using lab = new LabFolder();
  lab.lab({ boards: 'virtual: verdinImx8mp(starved)', rest: lay(lab), before: starvedBoard });
  lab.suite('starved', starvation);
  const { codes, told } = await runOf(lab, 'starved');

  for (const name of ['silent for want of time', 'expected to be mute', 'a line that it had no time for']) {
    expect(told(name), name).toEqual({
      kind: 'error',
      message: expect.stringMatching(/the (M7|board) was given .* of its time: this host is too busy to simulate the board/),
      faults: ['lab'],
      inSummary: true,
    });
  }
  expect(told('a word of Linux that it had no time for')).toEqual({
    kind: 'error',
    message: expect.stringMatching(/the board was given .* of its time: this host is too busy to simulate the board/),
    faults: ['lab'],
    inSummary: true,
  });
  expect(told('spoke all the same').kind).toBe('passed');
  expect(codes).toEqual([2, 2]);
});
