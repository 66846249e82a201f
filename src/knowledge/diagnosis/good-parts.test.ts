import { expect, test } from 'vitest';
import { diagnose } from './diagnose.ts';
import { factsFromText } from './facts.ts';
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
  'Log of the original boot loader, which boots:',
  'Console of the good one:',
  'kernel 5.4 (works):',
  'With the image of the vendor (boots fine):',
  'Log 1 (good board):',
  'The original boot loader runs and we get into fastboot:',
  'With the image of the vendor it boots and goes up to the login:',
  'OK:',
  '正常启动的log:',
  '正常時のログ:',
  'Mit dem alten U-Boot geht es:',
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
  'New log (fails):',
  'The boot loader that I built:',
  'Log of the board which does not work:',
  '不能启动的log:',
])('what stands behind "%s" is read', (heading) => {
  expect(kept(heading)).toContain('DRAM:  4 GiB');
});

test('a log of which all is the good case names no fault, and still tells the board', () => {
  const text =
    'For reference the log of the old u-boot, that boots:\nU-Boot 2018.03\nCPU: i.MX7D rev1.3\n*** Warning - bad CRC, using default environment\nHow do I move the environment to the flash?';
  const { causes, recognised } = diagnose(factsFromText([{ name: 'post.txt', text }]));

  expect(causes).toEqual([]);
  expect(recognised.map(({ value }) => value)).toContain('i.MX 7');
});

test.each([
  ['Second log, own build:', 'Log 1 (good board):'],
  ['New U-Boot:', 'The old one prints this and boots fine:'],
  ['kernel 6.1 (does not work):', 'kernel 5.4 (works):'],
  ['Bad board:', 'This is rev A, which is fine:'],
  ['And with our build:', 'With the image of the vendor (boots):'],
  ['Failing unit:', 'OK:'],
  ['異常時のログ:', '正常時のログ:'],
  ['异常的log:', '正常的log:'],
  ['Fehlerfall:', 'Mit dem alten U-Boot geht es:'],
  ['log 2:', 'The first log is from the module with the good u-boot:'],
])('behind "%s" the fault begins again', (bad, good) => {
  const text = `Two logs.\n${good}\nU-Boot 2022.04\n*** Warning - bad CRC, using default environment\n${bad}\nU-Boot SPL 2022.04\nDDRINFO: start DRAM init\nTraining FAILED`;

  expect(diagnose(factsFromText([{ name: 'post.txt', text }])).causes.map(({ name }) => name)).toEqual(['dram-training-failed']);
});

test('a short heading of Markdown above code is read, and a prompt inside it stays one', () => {
  const text = [
    '## Working board',
    '',
    '```',
    '[   56.0] remoteproc remoteproc0: bad phdr da 0x80000000 mem 0x2c0',
    '```',
    '## Failing board',
    '```',
    '# echo start > /sys/class/remoteproc/remoteproc0/state',
    '[   55.9] remoteproc remoteproc0: Direct firmware load for a.elf failed with error -2',
    '# cat /sys/class/remoteproc/remoteproc0/state',
    '```',
  ].join('\n');
  const facts = factsFromText([{ name: 'post.txt', text }]);
  expect(diagnose(facts).causes.map(({ name }) => name)).toEqual(['firmware-file-missing']);
  expect(facts.lines.flatMap(({ command }) => command ?? [])).toEqual([
    'echo start > /sys/class/remoteproc/remoteproc0/state',
    'cat /sys/class/remoteproc/remoteproc0/state',
  ]);
});
