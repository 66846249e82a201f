import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { LabEvent } from '../../core/event.ts';
import { inspectFirmware } from '../firmware/testing/verdin-imx8mp.ts';
import { diagnose } from './diagnose.ts';
import { factsFromEvents, factsFromText } from './facts.ts';

const told = (text: string): string[] =>
  diagnose(factsFromText([{ name: 'post.txt', text }])).causes.map(({ name, confidence }) => `${name} ${confidence}`);
const refused = `[    7.2] remoteproc remoteproc0: powering up imx-rproc
[    7.3] remoteproc remoteproc0: Image is corrupted (bad magic)
[    7.4] remoteproc remoteproc0: Boot failed: -22`;

test('a cure that was tried in vain leaves no certainty', () => {
  const noRoom = 'device tree - allocation error';

  expect(told(noRoom)).toEqual(['no-room-for-device-tree certain']);
  expect(told(`I have already set fdt_high to 0xffffffffffffffff, but it is still the same.\n${noRoom}`)).toEqual([
    'no-room-for-device-tree likely',
  ]);
});

test('a start that came up later leaves no certainty to what stopped an earlier one', () => {
  const later = `[   20.1] remoteproc remoteproc0: powering up imx-rproc
[   20.2] remoteproc remoteproc0: Booting fw image app.elf, size 12345
[   20.3] remoteproc remoteproc0: remote processor imx-rproc is now up`;

  expect(told(refused)).toEqual(['not-an-elf certain']);
  expect(told(`${refused}\n${later}`)[0]).toBe('not-an-elf possible');
});

test('of two certain causes of one stage the later one stays so', () => {
  const next = `[   20.1] remoteproc remoteproc0: powering up imx-rproc
[   20.2] remoteproc remoteproc0: Direct firmware load for app.elf failed with error -2`;

  expect(told(`${refused}\n${next}`)).toEqual(['firmware-file-missing certain', 'not-an-elf likely']);
});

test('what a boot loader refuses for its signature is no login', () => {
  const spl = `U-Boot SPL 2023.04 (May 02 2024 - 09:11:40 +0000)
Trying to boot from MMC2
## Checking hash(es) for Image fdt-1 ... OK
Authentication failed!
### ERROR ### Please RESET the board ###`;

  expect(told(spl)).toEqual(['authentication-failed certain']);
  expect(told('torizon@10.0.7.41: Permission denied, please try again.\nAuthentication failed.')[0]).toBe('login-refused certain');
});

test('a transfer of uuu that breaks off was on an open device, and why it did is not told', () => {
  const begun = 'uuu (Universal Update Utility) for nxp imx chips -- libuuu_1.5.165\n1:2->Start Cmd:SDPS: boot -f flash.bin\n';

  expect(told(`${begun}42% 1:2->Fail HID(W): LIBUSB_ERROR_TIMEOUT (-7)(3.1s)`)).toEqual([]);
  expect(told(`${begun}1:8    1/ 1   [Bulk(R):LIBUSB_ERROR_TIMEOUT           ] FB: ucmd setenv a b`)).toEqual([]);
  expect(told(`${begun}Error: Failure open usb device, LIBUSB_ERROR_ACCESS`)).toEqual(['uuu-cannot-open certain']);
});

test('a device for which uuu has waited in vain was perhaps never there', () => {
  const begun = 'uuu (Universal Update Utility) for nxp imx chips -- libuuu_1.5.165\n';

  expect(told(`${begun}Error: Timeout: Wait for USB Device Appear`)).toEqual(['uuu-cannot-open likely']);
});

test.each([
  "Verifying Checksum ... Bad Data CRC\nERROR: can't get kernel image!",
  "Bad Header Checksum\nERROR: can't get kernel image!",
  "Verifying Hash Integrity ... sha256 error!\nBad hash value for 'hash-1' hash node in 'kernel-1' image node\nBad Data Hash\nERROR: can't get kernel image!",
])('an image that is there and damaged is not nothing to boot: %j', (refusal) => {
  const read = 'U-Boot 2022.04 (Jan 01 2024 - 00:00:00 +0000)\n55040 bytes read in 34 ms (1.5 MiB/s)\n';

  expect(told(`${read}${refusal}\n=>`)).toEqual([]);
  expect(told(`${read}${refusal}\nEFI boot manager: Cannot load any image\n=>`)[0]).toMatch(/^nothing-to-boot/);
});

test('that the ITCM holds an earlier image is certain only of its own words and of an image without a start vector', () => {
  const stale = (said: string, image: string | undefined): string[] => {
    const events = [
      { type: 'console.received', at: 1, board: 'b', console: 'm7', bytes: Buffer.from(said).toString('base64') },
      { type: 'm7.observed', at: 2, board: 'b', observation: { outcome: 'stale', startedBy: 'remoteproc', kernelLines: [], evidence: [] } },
    ] as unknown as LabEvent[];
    const inspection = image === undefined ? undefined : inspectFirmware(readFileSync(`firmware/prebuilt/${image}.elf`));
    return diagnose(factsFromEvents(events, inspection)).causes.map(({ name, confidence }) => `${name} ${confidence}`);
  };
  const ours = 'hil-m7 tcm-hello tick=4 nonce=beef0001\r\n';

  expect(stale(ours, 'ddr-plain')).toEqual(['stale-start-vector certain']);
  expect(stale(ours, undefined)).toEqual(['stale-start-vector likely']);
  expect(stale('app 1.0, id beef0001\r\n', 'ddr-plain')).toEqual(['stale-start-vector likely']);
  expect(stale(ours, 'tcm-hello')).toEqual([]);
});
