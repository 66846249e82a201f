import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { BoardBench } from '../testing/board-bench.ts';
import { overlaysIn, wantedOverlays, withOverlays } from './overlay-list.ts';

vi.setConfig({ testTimeout: 180_000 });

const hmp = 'verdin-imx8mp_hmp_overlay.dtbo';

describe('overlays.txt', () => {
  test.each([
    ['', [], 'fdt_overlays=a.dtbo\n'],
    ['fdt_overlays=x.dtbo y.dtbo\n', ['x.dtbo', 'y.dtbo'], 'fdt_overlays=a.dtbo\n'],
    [
      '# fdt_overlays=no.dtbo\nother=1\n fdt_overlays = x.dtbo\nfdt_board=dev',
      ['x.dtbo'],
      '# fdt_overlays=no.dtbo\nother=1\nfdt_overlays=a.dtbo\nfdt_board=dev',
    ],
    ['fdt_overlays=x.dtbo\nfdt_overlays=\n', [], 'fdt_overlays=x.dtbo\nfdt_overlays=a.dtbo\n'],
    ['other=1', [], 'other=1\nfdt_overlays=a.dtbo\n'],
  ])('%j names %j, and with one more it is %j', (text, names, after) => {
    expect(overlaysIn(text)).toEqual(names);
    expect(withOverlays(text, ['a.dtbo'])).toBe(after);
  });

  test.each([
    [undefined, ['x.dtbo', hmp]],
    ['hmp', ['x.dtbo', hmp]],
    ['none', ['x.dtbo']],
    [{ files: ['own'] }, ['x.dtbo', 'hil-own.dtbo']],
    [{ files: ['own'], hmp: true }, ['x.dtbo', hmp, 'hil-own.dtbo']],
  ] as const)('for %j it holds %j', (need, names) => {
    expect(wantedOverlays(['x.dtbo', hmp], need, hmp)).toEqual(names);
  });
});

const compiled = (source: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'hil-overlay-')), 'own.dtbo');
  writeFileSync(path, execFileSync('dtc', ['-q', '-@', '-I', 'dts', '-O', 'dtb', '-'], { input: `/dts-v1/;\n/plugin/;\n${source}` }));
  return path;
};

test.each([
  ['torizon', /^\/boot\/ostree\/torizon-[0-9a-f]{64}\/dtb\/overlays\.txt$/],
  ['bsp', /^\/boot\/overlays\.txt$/],
] as const)('on %s they are applied, left out, replaced, and put back after a killed run', async (image, list) => {
  await using bench = await BoardBench.start({ image });
  const marker = compiled('&{/} { hil-marker { note = "by the lab"; }; };');
  const first = await bench.open({ overlays: { marker } });
  const before = await first.scenario();
  const { stdout: original } = await before.linux.run('cat /boot/overlays.txt /boot/ostree/*/dtb/overlays.txt 2>/dev/null; true');
  expect(original).toContain(hmp);

  const without = await first.scenario({ overlay: 'none' });
  await expect(without.m7.state()).rejects.toMatchObject({ fault: 'suite', message: expect.stringContaining('Linux has no remoteproc0') });
  const [change] = first.events.flatMap((event) => (event.type === 'provision.changed' && list.test(event.what) ? [event] : []));
  expect(change?.from).toContain(hmp);
  expect(change?.to).not.toContain(hmp);

  const boots = first.boots.length;
  await first.scenario({ overlay: 'none' });
  expect(first.boots).toHaveLength(boots);

  const own = await first.scenario({ overlay: { files: ['marker'], hmp: true } });
  expect((await own.linux.run('cat /proc/device-tree/hil-marker/note')).stdout).toContain('by the lab');
  expect(await own.m7.state()).toBe('offline');
  await first.abandon();

  const second = await bench.open();
  await second.board.restore(second.signal);
  const after = await second.scenario();
  const { stdout } = await after.linux.run(
    'cat /boot/overlays.txt /boot/ostree/*/dtb/overlays.txt 2>/dev/null; ls /boot/overlays /boot/ostree/*/dtb/overlays; true',
  );
  expect(stdout.startsWith(original)).toBe(true);
  expect(stdout).not.toContain('hil-marker');
  const restored = second.events.flatMap((event) => (event.type === 'provision.restored' ? [event.what] : []));
  expect(restored).toEqual(['tdxargs', change?.what, expect.stringMatching(/\/overlays\/hil-marker\.dtbo$/)]);
});
