import { expect, test } from 'vitest';
import { diagnose } from './diagnose.ts';
import { factsFromText } from './facts.ts';
import { pastedLines } from './pasted-lines.ts';

const session = `root@verdin-imx8mp-15604834:~# cat /sys/class/remoteproc/remoteproc0/state
offline
root@verdin-imx8mp-15604834:~# echo stop > /sys/class/remoteproc/remoteproc0/state
-sh: echo: write error: Invalid argument`;
const lines = session.split('\n');
const each = (change: (line: string, index: number) => string): string => lines.map(change).join('\n');
const namesOf = (text: string): string[] => diagnose(factsFromText([{ name: 'post.txt', text }])).causes.map(({ name }) => name);

test.each([
  ['as it was', session],
  ['quoted twice', each((line) => `> > ${line}`)],
  ['HTML with entities', `<p>Hi,</p><pre><code>${session.replaceAll('>', '&gt;').replaceAll(' ', '&nbsp;')}</code></pre>`],
  ['cells of a table', each((line, index) => `<tr><td>${index + 7}</td><td>${line.replaceAll('>', '&#62;')}</td></tr>`)],
  ['time stamps in brackets', each((line) => `[2025-03-04 10:11:12.345] ${line}`)],
  ['time stamps with an arrow', each((line) => `10:11:12.345 -> ${line}`)],
  ['line numbers', each((line, index) => `${index + 1}: ${line}`)],
  ['numbers of a viewer', each((line, index) => `00${index}> ${line}`)],
  ['names of ports', each((line) => `[ttyUSB3] ${line}`)],
  ['two consoles', each((line, index) => `A53> ${line}\nM7> tick ${index}`)],
  ['marks of a list', each((line) => `- [ ] ${line}`)],
  ['typographic signs', session.replaceAll('-sh', '\u2013sh').replaceAll("'", '\u2019')],
  ['a Chinese shell', session.replace('write error: Invalid argument', '\u5199\u5165\u9519\u8bef: \u65e0\u6548\u7684\u53c2\u6570')],
  [
    'a French shell and prompt',
    session
      .replaceAll('root@verdin-imx8mp-15604834:~#', '[utilisateur@carte dossier]$')
      .replace('write error: Invalid argument', "erreur d'\u00e9criture : Argument invalide"),
  ],
])('%s: the refusal is found, and what it answers', (_, text) => {
  expect(namesOf(text)).toEqual(['already-offline']);
});

const textsOf = (text: string): string[] => pastedLines({ name: 'post.txt', text }).map((line) => line.text);

test('the mark of a mailing list is no console', () => {
  expect(pastedLines({ name: 'post.txt', text: '[U-Boot] bootaux stops the USB\n\nHello,' })[0]).toMatchObject({ channel: 'text' });
  expect(pastedLines({ name: 'post.txt', text: '[U-Boot] DRAM:  2 GiB\n[M7] tick 1' })[0]).toMatchObject({
    channel: 'u-boot',
    text: 'DRAM:  2 GiB',
  });
});

test.each([
  ['there is no _/dev/ttyRPMSG0_ or _/dev/ttyRPMSG1_.', 'there is no /dev/ttyRPMSG0 or /dev/ttyRPMSG1.'],
  ['the _imx8mp_evk_defconfig_ is used', 'the imx8mp_evk_defconfig is used'],
  ['what _should_ be', 'what should be'],
])('emphasis: %s', (marked, plain) => {
  expect(textsOf(marked)).toEqual([plain]);
});

test.each(['__symbols__ is missing', 'm4_qspi.bin and update_m4_from_sd', '_start and _end of the image', 'fatload mmc 0:1 my_file_ x'])(
  'a name with underscores stays: %s',
  (text) => {
    expect(textsOf(text)).toEqual([text]);
  },
);
