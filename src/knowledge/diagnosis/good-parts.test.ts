import { expect, test } from 'vitest';
import { withoutGoodParts } from './good-parts.ts';
import { pastedLines } from './pasted-lines.ts';

const kept = (heading: string): string[] =>
  withoutGoodParts(
    pastedLines({
      name: 'post.txt',
      text: `My board does not boot any more.\nNOTICE:  BL31: v2.6\n${heading}\nU-Boot 2022.04\nDRAM:  4 GiB`,
    }),
  ).map(({ text }) => text);

test.each([
  'This is how the image booted successfully with the older version:',
  'Here is the log when it works:',
  'Good case',
  'The working log:',
  'For comparison the log of a board that works:',
  'On a good board it looks like this:',
  'This is the output on a module where everything is fine:',
  'When it works I see this:',
  'Expected output:',
  'Here the same boot with the old image, which works fine:',
])('what stands behind "%s" tells of no fault', (heading) => {
  expect(kept(heading)).not.toContain('DRAM:  4 GiB');
  expect(kept(heading)).toContain('NOTICE:  BL31: v2.6');
});

test.each([
  'Normal Boot',
  'This is the log when it does not work:',
  'Bad case',
  'Here is the log:',
  'The log of the boot that fails:',
  'It worked before, but now I see this:',
  'The good image is gone. Here is what I get:',
  'Wrong case',
])('what stands behind "%s" is read', (heading) => {
  expect(kept(heading)).toContain('DRAM:  4 GiB');
});

test('a log of which all is the good case is read whole', () => {
  const lines = pastedLines({ name: 'post.txt', text: 'Here is the log when it works:\nU-Boot 2022.04\nDRAM:  4 GiB' });

  expect(withoutGoodParts(lines)).toBe(lines);
});
