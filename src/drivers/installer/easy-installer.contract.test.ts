import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { rejection } from '../testing/rejection.ts';
import { context } from '../testing/wires.ts';
import { type EasyInstallerSettings, easyInstaller } from './easy-installer.ts';
import { serveImage } from './image-server.ts';
import { FakeTezi, makeImage, makeUuu } from './testing/fake-tezi.ts';
import { openTeziFolder } from './tezi-folder.ts';

const bench = async (options: Parameters<typeof FakeTezi.start>[0] = {}, changes: Partial<EasyInstallerSettings> = {}) => {
  const dir = mkdtempSync(join(tmpdir(), 'hil-installer-'));
  const tezi = await FakeTezi.start(options);
  onTestFinished(async () => {
    await tezi[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true, force: true });
  });
  const uuu = makeUuu(join(dir, 'tezi'), { bootUrl: tezi.bootUrl });
  const settings = {
    folder: join(dir, 'tezi'),
    usb: '1:23',
    host: '127.0.0.1',
    port: tezi.port,
    serve: { host: '127.0.0.1' },
    uuu,
    ...changes,
  };
  const driver = easyInstaller(settings);
  const installer = await driver.connect(context());
  const image = await openTeziFolder(makeImage(join(dir, 'image')));
  const told: string[] = [];
  return {
    dir,
    tezi,
    uuu,
    driver,
    told,
    install: () => installer.install(image, ({ text }) => told.push(text), new AbortController().signal),
  };
};

test('uuu starts the installer, which fetches the whole image and is believed when it is done', async () => {
  const { driver, tezi, told, install } = await bench();
  expect(driver.schema.safeParse(driver.settings).success).toBe(true);
  expect(driver.wires()).toEqual(['usb 1:23']);
  expect(await driver.look?.(context())).toContain('will be loaded from');
  await install();
  expect(tezi.fetched).toEqual(['image.json', 'u-boot-initial-env-sd', 'wrapup.sh', 'os.ota.tar.zst', 'imx-boot']);
  expect(told.slice(0, 2)).toEqual(['uuu loads Toradex Easy Installer into the board', 'waiting for Toradex Easy Installer']);
  expect(told.at(-1)).toMatch(/^\d+ % of 1 MB fetched$/);
});

test.each([
  [
    '#!/bin/sh\nprintf "Success 0    Failure 1\\rWait for Known USB Device Appear...\\n"; exit 1\n',
    /exit status 1/,
    /is in recovery mode on USB port 1:23/,
    'uuu: Wait for Known USB Device Appear...',
  ],
  [
    '#!/bin/sh\necho "1:23 Fail HID(W): LIBUSB_ERROR_PIPE (-9)" >&2; exit 255\n',
    /exit status 255/,
    /another cable, and no hub/,
    /LIBUSB_ERROR_PIPE/,
  ],
  ['#!/bin/sh\necho "Failure open usb device: LIBUSB_ERROR_ACCESS" >&2; exit 1\n', /exit status 1/, /udev rules/, /LIBUSB_ERROR_ACCESS/],
])('what uuu says is the evidence: %j', async (script, message, remedy, line) => {
  const { uuu, install } = await bench();
  writeFileSync(uuu, script);
  chmodSync(uuu, 0o755);
  const thrown = await rejection(install());
  expect(thrown).toMatchObject({ fault: 'lab', message: expect.stringMatching(message), remedy: expect.stringMatching(remedy) });
  expect((thrown.evidence ?? []).some((text) => (typeof line === 'string' ? text === line : line.test(text)))).toBe(true);
});

test('an uuu that is not installed is told', async () => {
  const { install } = await bench({}, { uuu: '/nowhere/uuu' });
  expect(await rejection(install())).toMatchObject({ fault: 'lab', message: 'uuu is not installed on this host' });
});

test('an installation that fails is told with what was fetched', async () => {
  const { install } = await bench({ write: () => Promise.reject(new Error('eMMC')) });
  expect(await rejection(install())).toMatchObject({
    fault: 'lab',
    message: "Toradex Easy Installer says 'failed'",
    evidence: [expect.stringMatching(/^http: \d{3,} bytes were fetched$/)],
  });
});

test('an installer that somebody else keeps busy refuses, and one that is done without fetching anything is not believed', async () => {
  const { tezi, install } = await bench();
  Object.defineProperty(tezi, 'state', { get: () => (tezi.fetched.length > 0 ? 'failed' : 'idle'), set: () => {} });
  expect(await rejection(install())).toMatchObject({ fault: 'lab' });
  const liar = await bench();
  let asked = 0;
  Object.defineProperty(liar.tezi, 'state', { get: () => (++asked > 2 ? 'installed' : 'idle'), set: () => {} });
  liar.tezi.fetched.push = () => 0;
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => (String(input).endsWith('image.json') ? Promise.reject(new Error('not me')) : fetch(input, init));
  onTestFinished(() => {
    globalThis.fetch = fetch;
  });
  expect(await rejection(liar.install())).toMatchObject({ message: "Toradex Easy Installer says 'installed', and fetched nothing" });
});

test('the image is given to whoever knows the word, and nothing else is', async () => {
  const { dir } = await bench();
  await using server = await serveImage(await openTeziFolder(join(dir, 'image')), { host: '127.0.0.1' });
  expect((await fetch(server.url)).status).toBe(200);
  for (const path of ['uuu', '../tezi/uuu', '..%2Ftezi%2Fuuu', '%2Fetc%2Fpasswd', 'image.json%00', '%zz', ''])
    expect((await fetch(server.url.replace('image.json', path))).status).toBe(404);
  expect((await fetch(server.url.replace(/\/[0-9a-f]{32}\//, '/'))).status).toBe(404);
  expect((await fetch(server.url, { method: 'POST' })).status).toBe(405);
  expect(server.refused.join()).not.toMatch(/[0-9a-f]{32}/);
});
