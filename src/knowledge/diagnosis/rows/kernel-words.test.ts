import { expect, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import { factsFromText } from '../facts.ts';

const first = (text: string): string | undefined => diagnose(factsFromText([{ name: 'post.txt', text }])).causes[0]?.name;

// dev_err_probe() puts the error in front; formats of Linux 6.1.
test.each([
  ['imx-rproc imx8mp-cm7: error -ENODEV: failed to request tx mailbox channel', 'mailbox-not-there'],
  ['imx-rproc imx8mp-cm7: error -ENXIO: failed to request rx mailbox channel', 'mailbox-not-there'],
  ['imx-rproc imx8mp-cm7: error -EBUSY: failed to request tx mailbox channel', 'mailbox-channel-taken'],
  ['imx-rproc imx8mp-cm7: failed to remap [mem 0x80000000-0x80ffffff]', 'region-not-reservable'],
  ['imx-rproc imx8mp-cm7: unable to acquire memory-region', 'region-not-reservable'],
  ["remoteproc remoteproc0#vdev0buffer: Can't associate reserved memory", 'rpmsg-memory-missing'],
  ['rproc-virtio rproc-virtio.0.auto: Failed to associate buffer', 'rpmsg-memory-missing'],
])('%s', (text, name) => {
  expect(first(`[    4.123456] ${text}`)).toBe(name);
});

test("a post's heading in Markdown is nothing that was typed, and no board that ran before its log", () => {
  const text =
    '# U-Boot lf_v2021 hangs at DRAM with OP-TEE\n\nIt hangs on the message DRAM: 4 GiB.\n```\nU-Boot SPL 2021.04 (May 11 2023 - 13:02:30 +0000)\nNormal Boot\nTrying to boot from BOOTROM\nD/TC:0   plat_get_aslr_seed:111 Warning: no ASLR seed\n```\n';
  expect(diagnose(factsFromText([{ name: 'post.txt', text }])).causes.map(({ name }) => name)).toEqual(['u-boot-stops-early']);
});

test('an abort that is named outranks the place where its log was cut', () => {
  const text =
    'Bootloop: "Synchronous Abort" handler\n\nThe phone starts again and again since its battery was empty. Here is what the loader says:\n\nU-Boot 2019.04 (Sep 10 2021 - 11:20:49 -0700)\nCPU:   Freescale i.MX8MQ rev2.1 1500 MHz\nDRAM:  3 GiB\nMMC:   FSL_SDHC: 0, FSL_SDH\n';
  expect(first(text)).toBe('u-boot-abort');
});

test.each([
  'I wrote my own u-boot to the SD card with dd and set the switch to SD, but could not sees anything on the screen of the serial terminal.',
  'Own boot loader on the card, power on, and I do not get anything on the debug console.',
])('a loader of which nothing is seen: %s', (text) => {
  expect(first(text)).toBe('nothing-after-power-on');
});

test('cores of microcontrollers are driven by no Linux', () => {
  expect(
    first('LPC55S69: the second core hello world prints nothing, it stays in reset. I think that its vector table is wrong.'),
  ).toBeUndefined();
  expect(first('Raspberry Pi Pico: core1 prints nothing after multicore_launch_core1.')).toBeUndefined();
});
