import { expect, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import { factsFromText } from '../facts.ts';
import { glossOf } from './foreign-words.ts';

const firstOf = (text: string): string | undefined => diagnose(factsFromText([{ name: 'post.txt', text }])).causes[0]?.name;

test.each([
  ['Sobald Linux startet, bleibt die Ausgabe des M7 auf dem UART4 stehen.', 'clocks-gated-at-boot'],
  ['Der M4 läuft im U-Boot einwandfrei, aber sobald der Kernel bootet ist er tot.', 'clocks-gated-at-boot'],
  ['Im U-Boot ist der Text lesbar und nach dem Start von Linux kommt auf dem UART des M7 nur Zeichensalat.', 'uart-clock-changed'],
  ['Das Verzeichnis /sys/class/remoteproc ist leer und ich sehe keinen Fehler.', 'no-remoteproc'],
  ['Die Anmeldung wird abgelehnt, das Passwort ist falsch.', 'login-refused'],
  ['imx8mp 板子, uboot 下 m7 输出正常, 启动内核之后 m7 的串口没有输出', 'clocks-gated-at-boot'],
  ['imx8mq m4 在 uboot 下打印正常。启动内核后, m4 的调试串口输出的是乱码。', 'uart-clock-changed'],
])('%s', (text, row) => expect(firstOf(text)).toBe(row));

test.each([
  'Ich suche einen guten Kurs über FreeRTOS und freue mich über Hinweise.',
  'Alles läuft, danke für die Hilfe, der M7 blinkt und Linux startet.',
  '你好, 请问哪里可以下载 imx8mp 的 SDK 文档? 谢谢',
])('nothing is claimed by: %s', (text) => expect(firstOf(text)).toBeUndefined());

test('English stays as it is', () => {
  const text = 'The M7 stops when I boot, and die is a part of a chip.';
  expect(glossOf(text)).toBe(text);
});
