import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDetector } from './detector.ts';
import { scanText } from './log-scan.ts';

/** A line for each of the strong words, in a wording that no row may know. */
const lines: readonly string[] = [
  'Kernel panic - not syncing (again)',
  'kernel BUG at 0xffff!',
  'BUG: KASAN: (unknown) 7',
  'BUG: unable to handle 17',
  'Unable to handle kernel NULL',
  'Internal error: 7 something [#1]',
  'general protection fault: 0',
  'SError Interrupt on CPU7 again',
  'imprecise external abort (0x1406)',
  'PANIC at PC:0x1234',
  'rcu_custom detected stalls on CPUs',
  'BUG: soft lockup, they say',
  'task foo blocked for more than 120 seconds',
  'BUG: scheduling while atomic: x',
  'WARNING: suspicious RCU usage',
  'WARNING: CPU: 1 PID: 7 at nowhere',
  'NETDEV WATCHDOG: eth0: something timed out',
  'BUG: Bad page',
  'list_del corruption',
  'foo invoked oom-killer: bar',
  'out of memory: Kill process 7',
  'x: page allocation failure. order:5',
  'irq 7: nobody cared (again)',
  'EXT4-fs error (device mmcblk0p1) in ext4_x',
  'BTRFS critical (device sda1) corrupt',
  'UBIFS error (pid 1)',
  'I/O error, dev mmcblk0, sector 5',
  'remoteproc7: crash detected in dsp',
  'critical temperature reached (95 C)',
  'Undervoltage detected!',
  'PCIe Bus Error: severity=Unknown',
  'GPU says hung GPU',
];

// Nothing that one of the named exclusions is about: no quotes, no code, no tests, no settings, no prompt, no sentence.
const word = fc.constantFrom('rig', 'uart', 'dut', 'node', 'slot', 'Lab', 'x7', '00031', '10.1', 'ch2', '4a:f0', '\u00e4');
const opening = fc.constantFrom('', '[', '(', '{', '<', '@', '>> ', '|');
const closing = fc.constantFrom(': ', '] ', ') ', '> ', '| ', ' | ', ' -> ', '} ', ': [x] ', '/', '\t');
const prefix = fc.tuple(opening, fc.array(word, { minLength: 1, maxLength: 2 }), closing).map(([o, words, c]) => o + words.join('.') + c);
const prefixes = fc.array(prefix, { maxLength: 3 }).map((parts) => parts.join(''));
const suffix = fc.constantFrom('', ' ', '\r', ' [x]', ' (rig7)', ' \u00ab', '<br>', '\x1b[0m');

describe('what a plain search for strong words finds in a finished log', () => {
  test('is an incident wherever in a line it stands', () => {
    fc.assert(
      fc.property(fc.constantFrom(...lines), prefixes, suffix, fc.boolean(), (line, front, back, isInLog) => {
        const before = isInLog ? '[    1.000000] a\n[    1.000001] b\n[    1.000002] c\n[    1.000003] d\n[    1.000004] e\n' : '';
        expect(scanText(`${before}${front}${line}${back}\nsomething else\n`), JSON.stringify(front + line + back)).toHaveLength(1);
      }),
      { numRuns: 500 },
    );
  });

  test('ends no scenario of a living board, where only rows tell', () => {
    const told: string[] = [];
    const detector = createDetector({ trustsSystem: false, onIncident: (_, { kind }) => told.push(kind) });
    detector.feed('a53', Buffer.from('rig 7: NETDEV WATCHDOG: eth0: something timed out\n'), 0);
    detector.end();
    expect(told).toEqual([]);
  });
});

test.each([
  ['quoted', 'the log says "NETDEV WATCHDOG: eth0: something timed out" now and then'],
  ['quoted', 'match: `BUG: Bad page`'],
  ['source code', '\tprintk(KERN_ERR EXT4-fs error (device mmcblk0p1)'],
  ['source code', 'BTRFS critical (device %s) corrupt'],
  ['source code', '// UBIFS error (pid 1)'],
  ['a test', 'ok 12 kasan: BUG: KASAN: (unknown) 7'],
  ['a test', 'selftests: WARNING: suspicious RCU usage'],
  ['a setting', 'pattern=list_del corruption'],
  ['typed', '# dmesg | grep BUG: Bad page'],
  ['a title', 'Subject: Re: general protection fault: 0'],
  ['a list', '* mm: BUG: Bad page'],
  ['a sentence', 'yesterday my board had a BUG: Bad page'],
])('is none where it is %s: %s', (_, line) => {
  expect(scanText(`${line}\n`)).toEqual([]);
});

test('a report in words that a row knows is told in its place', () => {
  const log =
    '[    1.000000] rig: NETDEV WATCHDOG: eth0: something timed out\n[    1.100000] kernel BUG at drivers/virtio/virtio_ring.c:246!\n';
  expect(scanText(log).map(({ kind }) => kind)).toEqual(['bug']);
});

test.each([
  ['status: 0000000200000120 badaddr: ffffffff806704b6 cause: 000000000000000f', 'oops'],
  ["index 3 is out of range for type 'int [3]'", 'ubsan'],
  ['Exception stack(0xf1069fa8 to 0xf1069ff0)', 'missed-report'],
  ['I0412 02:03:35.641212   32374 vm_console.go:46] SB[vm-QtvdGRdmXm] [CNL] Call Trace:', 'missed-report'],
  ['Sep 03 21:38:54 HOST  ring gfx_0.0.0 timeout, signaled seq=9113028, emitted seq=9113031', 'driver-hang'],
])('what is left of a report is told as one: %s', (line, kind) => {
  expect(scanText(`${line}\n`)).toMatchObject([{ kind, unverified: true }]);
});

test('what U-Boot prints behind half a line is told, whatever stands there', () => {
  expect(scanText('- U-Boot 2018.03-4.14.98_2.0.0_ga+g87a19df"Synchronous Abort" handler, esr 0x96000004\n')).toMatchObject([
    { kind: 'firmware-abort' },
  ]);
});

test('a title in Markdown is no failure, a line of the kernel behind a prompt is', () => {
  expect(scanText('# Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n')).toEqual([]);
  expect(scanText('/ # Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n')).toHaveLength(1);
});
