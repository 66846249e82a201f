import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryConsole } from '../../board/boot/testing/memory-console.ts';
import type { BootStage } from '../../core/boot-stage.ts';
import { boardClock, monotonicMs } from '../../core/time.ts';
import { liveBoot } from './testing/live-boot.ts';

const recording = (name: string): string => readFileSync(new URL(`./recordings/${name}.serial`, import.meta.url), 'latin1');

const ladder: readonly BootStage[] = ['spl', 'tf-a', 'u-boot', 'kernel', 'userspace', 'login'];

const detect = (chunks: readonly string[], { cold = true, at = () => 0 }: { cold?: boolean; at?: (chunk: number) => number } = {}) => {
  const live = liveBoot();
  if (cold) live.detector.boots.ask('cold', 0);
  for (const [index, chunk] of chunks.entries()) live.say(chunk, at(index));
  return { ...live, stages: live.entries.map(({ stage }) => stage) };
};

/** A line at a time, `msPerLine` apart. */
const timed = (text: string, msPerLine: number) => {
  const chunks = text.split(/(?<=\n)/);
  return { chunks, at: (chunk: number) => chunk * msPerLine };
};

describe('a boot as data', () => {
  test.each(['bsp6-torizon-cold', 'bsp7-torizon-cold', 'bsp6-reference-cold'])('%s passes each stage once, in order', (name) => {
    const { stages, boots, recorder } = detect([recording(name)]);
    expect(stages).toEqual(ladder);
    expect(boots).toMatchObject([{ kind: 'cold', announcedBy: 'host' }]);
    expect(recorder.boot).toMatchObject({ kind: 'cold', resetCause: 'POR' });
  });

  test('names the versions of everything that runs', () => {
    expect(detect([recording('bsp6-reference-cold')]).recorder.boot?.versions).toEqual({
      'u-boot-spl': '2022.04-6.4.0+git.dc27426aa417',
      'tf-a': 'v2.6(release):lf_v2.6-g3c1583ba0a',
      'u-boot': '2022.04-6.4.0+git.dc27426aa417',
      linux: '5.15.129-6.4.0+git.67c3153d20ff',
    });
    // With no build string, as Debian's; nothing but a name behind the version; and a release alone.
    for (const version of ['v2.12.1(debug)', 'v2.12.1(debug):', 'v2.12.1(debug):debian-2.12.1-1', 'v2.8.0'])
      expect(
        detect([`U-Boot SPL 2024.07 (Jan 01 1970)\nNOTICE:  BL31: ${version}\nNOTICE:  BL31: Built : 10:35:07\n`]).recorder.boot?.versions,
      ).toMatchObject({ 'tf-a': version });
    expect(detect([recording('bsp7-torizon-cold')]).recorder.boot?.versions['tf-a']).toBe('v2.10.0 (release):lf-6.6.52-2.2.0-dirty');
  });

  test('counts board time from power-on', () => {
    const { chunks, at } = timed(recording('bsp6-torizon-cold'), 10);
    const { entries } = detect(chunks, { at: (chunk) => 1000 + at(chunk) });
    expect(entries[0]).toEqual({
      stage: 'spl',
      atMs: 1010,
      evidence: 'U-Boot SPL 2022.04-6.4.0+git.dc27426aa417 (Jan 01 1970 - 00:00:00 +0000)',
    });
  });

  test('a quiet kernel is known by what U-Boot said last', () => {
    const { entries } = detect([recording('bsp6-torizon-cold')]);
    expect(entries.find(({ stage }) => stage === 'kernel')?.evidence).toBe('Starting kernel ...');
    expect(entries.at(-1)?.evidence).toBe('verdin-imx8mp-15230201 login:');
  });

  test('a stopped autoboot stays in U-Boot', () => {
    expect(detect([recording('bsp6-stopped-autoboot')]).recorder.stage).toBe('u-boot');
  });

  test('what only Linux knows is learned later', () => {
    const { recorder } = detect([recording('bsp6-torizon-cold')]);
    recorder.learn({ bootId: 'b0', versions: { linux: '5.15.129' } });
    expect(recorder.boot).toMatchObject({ bootId: 'b0', versions: { linux: '5.15.129' } });
  });
});

describe('a reset', () => {
  test('after a panic was announced by nobody', () => {
    const { boots, stages, recorder } = detect([recording('bsp6-stall-panic-reset')]);
    expect(boots).toMatchObject([
      { kind: 'cold' },
      { kind: 'unannounced', announcedBy: undefined, from: 'kernel', evidence: expect.stringContaining('U-Boot SPL') },
    ]);
    expect(stages).toEqual([...ladder, ...ladder]);
    expect(recorder.boot?.kind).toBe('unannounced');
  });

  test('by reboot(8) was announced by the board itself', () => {
    expect(detect([recording('bsp6-reboot')]).boots[1]).toMatchObject({ kind: 'warm', announcedBy: 'console', from: 'kernel' });
  });

  test('by the watchdog keeps its cause', () => {
    const { boots, recorder } = detect([recording('bsp6-watchdog-reset')]);
    expect(boots[1]?.kind).toBe('unannounced');
    expect(recorder.boot?.resetCause).toBe('WDOG');
  });

  test('that we asked for is ours, until we take it back', () => {
    const { detector, boots, say } = detect([recording('bsp6-torizon-cold')]);
    detector.boots.ask('warm', 5);
    say(recording('bsp6-torizon-cold'));
    expect(boots[1]).toMatchObject({ kind: 'warm', announcedBy: 'host', at: 5 });
    detector.boots.ask('warm', 6);
    detector.boots.retractAsked();
    say(recording('bsp6-torizon-cold'));
    expect(boots[2]).toMatchObject({ kind: 'unannounced' });
  });

  test('of a boot loader without SPL text shows in a second reset cause', () => {
    const proper = recording('bsp6-stopped-autoboot').replace(/^[\s\S]*?(?=\r\nU-Boot 2022)/, '');
    expect(detect([proper, '\r\n', proper]).boots).toHaveLength(2);
  });

  const kernel = (seconds: number, text: string): string => `[${seconds.toFixed(6).padStart(12)}] ${text}\r\n`;
  const longUp = `${recording('bsp6-reference-cold')}\r\n${kernel(900, 'imx-rproc imx8mp-cm7: Not in wfi, force stopped')}`;

  test('whose boot loader text was lost shows in the kernel time', () => {
    const restart = [0, 0.5, 1.2, 3, 6, 9].map((seconds) => kernel(seconds, 'a driver speaks'));
    const chunks = [longUp, ...restart];
    const { boots } = detect(chunks, { at: (chunk) => 900_000 + Number(/\[ *(\d+\.\d+)/.exec(chunks[chunk]!)?.[1] ?? 0) * 1000 });
    expect(boots[1]).toMatchObject({ kind: 'unannounced', evidence: expect.stringContaining('a driver speaks') });
  });

  test('whose boot loader text was lost shows in the next login', () => {
    const chunks = [longUp, kernel(0, 'Booting Linux on physical CPU 0x0000000000 [0x410fd034]'), '\r\nverdin-imx8mp-15230201 login: '];
    const { boots } = detect(chunks, { at: (chunk) => 900_000 + chunk * 4000 });
    expect(boots[1]).toMatchObject({ kind: 'unannounced', evidence: expect.stringContaining('Booting Linux') });
  });
});

test.each(['', '\r\n[   99.000000] cut sho'])('a line that a power cut left open tells nothing of the next boot: %j', (last) => {
  const text = recording('bsp6-reference-cold');
  const { detector, recorder, entries, boots, say } = detect([]);
  say(`${text}${last}`);
  detector.powerOff();
  detector.boots.ask('cold', 100);
  say('\0\0', 1000);
  expect(recorder.stage).toBe('off');
  say(`\r\n${text}`, 2000);
  expect(boots.map(({ kind }) => kind)).toEqual(['cold', 'cold']);
  expect(entries.slice(6).map(({ stage }) => stage)).toEqual(ladder);
});

test('a banner behind what the last boot left on the line is a banner', () => {
  const { boots, entries } = detect([recording('bsp6-torizon-cold'), recording('bsp6-torizon-cold').trimStart()]);
  expect(boots).toHaveLength(2);
  expect(entries[6]?.evidence).toMatch(/^U-Boot SPL 2022/);
});

test("TF-A's banner is one behind the prompt at which the last boot ended, where nothing speaks before it", () => {
  const withoutSpl = recording('bsp6-reference-cold').replace(/^[\s\S]*?(?=NOTICE: +BL31: v)/, '');
  const { detector, recorder, entries, say } = detect([]);
  say(`${withoutSpl}\r\nverdin-imx8mp-15230201 login: `);
  detector.powerOff();
  detector.boots.ask('cold', 100);
  say(withoutSpl, 1000);
  expect(recorder.boot).toMatchObject({ kind: 'cold', versions: { 'tf-a': 'v2.6(release):lf_v2.6-g3c1583ba0a' } });
  expect(entries.at(-ladder.length + 1)).toMatchObject({ stage: 'tf-a', evidence: expect.stringMatching(/^NOTICE: +BL31/) });
});

describe('no reset', () => {
  const loggedIn = `${recording('bsp6-reference-cold')}root\r\nroot@verdin-imx8mp-15230201:~# `;

  test('is a dump of the kernel log', () => {
    const dump = recording('bsp6-reference-cold').slice(recording('bsp6-reference-cold').indexOf('[    0.000000] Booting'));
    const { chunks, at } = timed(`${loggedIn}dmesg\r\n${dump.replace(/\r\n\r\nTDX.*/s, '')}\r\n[ 1200.000000] late\r\nroot@verdin:~# `, 9);
    expect(detect(chunks, { at }).boots).toHaveLength(1);
  });

  test('is the head of one, and a logout after it', () => {
    const head = '[    9.000000] Booting Linux on physical CPU\r\n[    0.000000] Linux version 9\r\n';
    const { chunks, at } = timed(`${loggedIn}dmesg | head -2\r\n${head}root@verdin:~# exit\r\n\r\nverdin-imx8mp-15230201 login: `, 5000);
    expect(detect(chunks, { at }).boots).toHaveLength(1);
  });

  test.each([
    'ver=U-Boot 2022.04-6.4.0 (Jan 01 1970 - 00:00:00 +0000)',
    'Bootloader:              U-Boot',
    'Last login: Mon Nov 13 on ttymxc2',
  ])('is text that only mentions a stage: %s', (text) => {
    const { boots, recorder } = detect([loggedIn, `\r\n${text}\r\n`]);
    expect(boots).toHaveLength(1);
    expect(recorder.stage).toBe('login');
  });

  test("is U-Boot's version command", () => {
    const asked =
      'version\r\nU-Boot 2022.04-6.4.0+git.dc27426aa417 (Jan 01 1970 - 00:00:00 +0000)\r\n\r\naarch64-tdx-linux-gcc\r\nVerdin iMX8MP # ';
    expect(detect([recording('bsp6-stopped-autoboot'), asked]).boots).toHaveLength(1);
  });
});

test('attaching to a board that runs already tells where it is and invents no boot', () => {
  const { recorder, stages } = detect(['\r\nverdin-imx8mp-15230201 login: '], { cold: false });
  expect(recorder.stage).toBe('login');
  expect(recorder.boot).toBeUndefined();
  expect(stages).toEqual([]);
});

test('a system that powered itself off is off', () => {
  expect(detect([recording('bsp6-torizon-cold'), '\r\n[   50.000000] reboot: Power down\r\n']).recorder.stage).toBe('off');
});

const names = readdirSync(new URL('recordings', import.meta.url)).map((file) => file.replace('.serial', ''));

test('the same bytes give the same boots, however they are cut', () => {
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 40 }), (name, sizes) => {
      const text = recording(name);
      const pieces: string[] = [];
      for (let from = 0, turn = 0; from < text.length; turn++) {
        const size = sizes[turn % sizes.length]!;
        pieces.push(text.slice(from, from + size));
        from += size;
      }
      const [whole, cut] = [detect([text]), detect(pieces)];
      expect(cut.entries).toEqual(whole.entries);
      expect(cut.boots).toEqual(whole.boots);
      expect(cut.recorder.boot).toEqual(whole.recorder.boot);
    }),
    { numRuns: 60 },
  );
});

const corpus = '../shared/corpus/qemu-serial';
const resets: Record<string, number> = {
  'hung-task-panic': 1,
  'rcu-stall-panic': 1,
  'softlockup-panic': 1,
  'sysrq-c-panic': 1,
  'watchdog-reset-hang': 1,
  'oops-null-deref': 0,
  'lkdtm-BUG': 0,
  'rcu-stall': 0,
};

describe.skipIf(!existsSync(corpus))('real boots of the development corpus (skipped where it is absent)', () => {
  test.each(Object.entries(resets))('%s resets %i times', (name, expected) => {
    const text = gunzipSync(readFileSync(`${corpus}/${name}.serial.gz`)).toString('latin1');
    const { boots, stages } = detect([text]);
    expect(boots.filter(({ kind }) => kind === 'unannounced')).toHaveLength(expected);
    expect(stages.slice(0, 4)).toEqual(['u-boot', 'kernel', 'userspace', 'login']);
  });
});

test.each(names.flatMap((name) => [1, 32].map((size) => [name, size] as const)))(
  '%s through a real console session, in pieces of %i',
  async (name, size) => {
    const text = recording(name);
    const console = new MemoryConsole(boardClock());
    const { detector, recorder, entries } = liveBoot();
    console.onBytes((chunk, at) => detector.feed('a53', chunk, at));
    console.onTail((line) => recorder.feed(line));
    console.onLine((line) => recorder.feed(line));
    detector.boots.ask('cold', monotonicMs());
    for (let from = 0; from < text.length; from += size) console.receive(text.slice(from, from + size));
    await console[Symbol.asyncDispose]();
    const whole = detect([text]);
    expect(entries.map(({ stage }) => stage)).toEqual(whole.stages);
    expect(recorder.boot?.versions).toEqual(whole.recorder.boot?.versions);
  },
);
