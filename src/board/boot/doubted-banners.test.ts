import { expect, test } from 'vitest';
import { mayEndBoot } from '../../knowledge/kernel/boot-feed.ts';
import { DoubtedBanners } from './doubted-banners.ts';

const banner = 'U-Boot SPL 2022.04-6.4.0 (Jul 10 2023 - 08:05:01 +0000)';

/** A console whose lines are told in the order in which they get through; each question is answered by the test. */
const heldConsole = () => {
  const told: string[] = [];
  const refuted: string[] = [];
  const questions: ((bootId: string | undefined) => void)[] = [];
  let isDeaf = false;
  let isLinux = true;
  const banners = new DoubtedBanners({
    mayAsk: () => isLinux,
    isBanner: mayEndBoot,
    goesOn: () => new Promise((resolve) => questions.push(resolve)),
    withoutBoots: (read) => {
      isDeaf = true;
      read();
      isDeaf = false;
    },
    refuted: (line) => refuted.push(line),
  });
  const says = (text: string): void => banners.bytes(Buffer.from(text), () => told.push(`${isDeaf ? 'no boot: ' : ''}${text.trim()}`));
  const down = (): void => {
    isLinux = false;
  };
  return { banners, told, refuted, questions, says, down };
};

test('a banner of a Linux that goes on is told as text, and what came behind it in order', async () => {
  const { banners, told, refuted, questions, says } = heldConsole();
  says('all is well\n');
  says(`${banner}\n`);
  says('more\n');
  banners.behind(() => told.push('typed'));
  expect(told).toEqual(['all is well']);
  questions[0]!('boot-1');
  expect(await banners.settled()).toBeUndefined();
  expect(told).toEqual(['all is well', `no boot: ${banner}`, 'more', 'typed']);
  expect(refuted).toEqual([banner]);
});

test('a banner that nobody denies is told as it is, and so is what came behind it', async () => {
  const { banners, told, refuted, questions, says } = heldConsole();
  says(`${banner.slice(0, 12)}`);
  says(`${banner.slice(12)}\n`);
  says('U-Boot 2022.04-6.4.0\n');
  expect(banners.isInDoubt).toBe(true);
  questions[0]!(undefined);
  await banners.settled();
  expect(told).toEqual([banner.slice(0, 12), banner.slice(12).trim(), 'U-Boot 2022.04-6.4.0']);
  expect(refuted).toEqual([]);
});

test('a second banner behind a question is asked about anew: the first may be a picture of what the second does', async () => {
  const { banners, told, refuted, questions, says } = heldConsole();
  says(`${banner}\n`);
  says('Reset cause: WDOG\n');
  questions[0]!('boot-1');
  await Promise.resolve();
  await expect.poll(() => questions.length).toBe(2);
  expect(told).toEqual([`no boot: ${banner}`]);
  questions[1]!(undefined);
  await banners.settled();
  expect(told).toEqual([`no boot: ${banner}`, 'Reset cause: WDOG']);
  expect(refuted).toEqual([banner]);
});

test('an answer to a question that somebody has settled otherwise counts for nothing', async () => {
  const { banners, told, refuted, questions, says } = heldConsole();
  says(`${banner}\n`);
  banners.believe();
  says('Reset cause: POR\n');
  questions[0]!('boot-1');
  await Promise.resolve();
  expect(told).toEqual([banner]);
  questions[1]!(undefined);
  await banners.settled();
  expect(told).toEqual([banner, 'Reset cause: POR']);
  expect(refuted).toEqual([]);
});

test.each(['[    0.000000] Booting Linux on physical CPU 0x0', 'Hit any key', 'nothing of the kind'])('%s: nobody is asked', (line) => {
  const { told, questions, says } = heldConsole();
  says(`${line}\n`);
  expect(questions).toEqual([]);
  expect(told).toEqual([line]);
});

test('without a Linux that runs nobody is asked', () => {
  const { told, questions, says, down } = heldConsole();
  down();
  says(`${banner}\n`);
  expect(questions).toEqual([]);
  expect(told).toEqual([banner]);
});
