import { expect, test } from 'vitest';
import { diagnose } from './diagnose.ts';
import { factsFromText } from './facts.ts';

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
