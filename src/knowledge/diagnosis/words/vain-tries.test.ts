import { describe, expect, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import { factsFromText } from '../facts.ts';
import { glossed } from './glossed.ts';
import { vainTries, withoutVainSteps } from './vain-tries.ts';

const line = { channel: 'said', source: 'post.txt', number: 1, text: '' } as const;
const left = (...texts: readonly string[]): string =>
  withoutVainSteps(texts.map((text) => glossed({ text, line })))
    .map(({ gloss }) => gloss)
    .join(' ')
    .trim();
const named = (text: string): string[] => diagnose(factsFromText([{ name: 'post.txt', text }])).causes.map(({ name }) => name);

describe('what was done in vain is left out', () => {
  test.each([
    'I already added clk_ignore_unused, no change at all.',
    'Disabling the node of uart4 does not help.',
    'We set clk_ignore_unused without success.',
    'Removed the overlay, same problem.',
    'Adding clk_ignore_unused did not help.',
    'Tried another u-boot, no difference.',
    'Things I tried: clk_ignore_unused, another dtb, disabling the M7.',
    'Swapped the cable, to no avail.',
    'Also changed the device tree, still the same.',
    'Assigned it by RDC to both domains, no effect.',
  ])('%s', (text) => {
    expect(left(text)).toBe('');
  });

  test('and where the next sentence says so', () => {
    expect(left('I disabled the M7 node.', 'No change.')).toBe('');
  });
});

describe('what is said of the fault stays', () => {
  test.each([
    ['We added clk_ignore_unused, no change, the M7 still stops when Linux boots.', /the M7 still stops when Linux boots/],
    ['I set clk_ignore_unused but the output of the M4 ends with the boot of Linux, no difference.', /output of the M4 ends/],
    ['The M7 stops when Linux boots.', /^The M7 stops when Linux boots\.$/],
    ['With clk_ignore_unused it works.', /^With clk_ignore_unused it works\.$/],
    ['I added clk_ignore_unused and the M7 still stops when Linux boots.', /^and the M7 still stops when Linux boots\.$/],
    ['I have the newest kernel and the M7 still stops.', /newest kernel/],
    ['I added clk_ignore_unused and since then the core lives.', /clk_ignore_unused/],
  ])('%s', (text, kept) => {
    expect(left(text)).toMatch(kept);
  });
});

test.each([
  'Ethernet (eqos) of our 8MP says Link is Down. I removed the hmp overlay, no difference. I set clk_ignore_unused, no difference.',
  'A suspended board does not wake up by its RTC. I have stopped the M7 before, no change. i.MX8M Mini, kernel 5.15',
  'Audio crackles at 48 kHz. Switched the M7 off, same. Adding clk_ignore_unused did not help.',
  'The kernel takes 40 s to boot. I thought that the overlay of the M7 is guilty and removed it, but no change.',
])('a remedy that did not help is no sign of what it cures: %s', (text) => {
  expect(named(text)).toEqual([]);
});

test.each([
  'U-Boot starts the M4, and it stops printing when Linux boots. I added clk_ignore_unused, no change.',
  'The M7 demo runs from bootaux and falls silent as Linux comes up. Tried another dtb, no difference.',
])('the symptom is enough beside it: %s', (text) => {
  expect(named(text)[0]).toBe('clocks-gated-at-boot');
});

test.each([
  ['I copied the file to /lib/firmware, still the same.'],
  ['The file was moved to another path, it did not help.'],
  ['We copied it into the folder of the firmware and it still fails.'],
  ['I copied the file to /lib/firmware.', 'It still does not start.'],
  ['Already copied to /lib/firmware, without success.'],
])('a cure that was tried is known as that: %s', (...texts) => {
  expect(vainTries(texts.map((text) => glossed({ text, line }))).join(' ')).toMatch(/firmware|path/);
});

test('a cure that was not tried, or helped, is none', () => {
  const texts = ['I will copy the file to /lib/firmware.', 'I copied it and now it works.', 'The core still hangs.'];
  expect(vainTries(texts.map((text) => glossed({ text, line })))).toEqual([]);
});
