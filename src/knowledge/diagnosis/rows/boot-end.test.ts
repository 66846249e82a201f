import { describe, expect, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import { factsFromText } from '../facts.ts';

const causes = (text: string): string[] =>
  diagnose(factsFromText([{ name: 'post.txt', text }])).causes.map(({ name, confidence }) => `${name} ${confidence}`);

const spl = `U-Boot SPL 2024.04-imx_v2024.04 (Jun 06 2024 - 10:05:34 +0000)
DDRINFO: start DRAM init
DDRINFO: ddrphy calibration done
Normal Boot
Trying to boot from MMC2
`;
const monitor = `NOTICE:  BL31: v2.10(release):lf-6.6
NOTICE:  BL31: Built : 11:00:38, Nov 21 2024
`;
const kernel = `Loading kernel
U-Boot 2024.04 (Jun 06 2024 - 10:05:34 +0000)
## Flattened Device Tree blob at 43000000
   Using Device Tree in place at 0000000043000000, end 000000004301289f

Starting kernel ...
`;

describe('a pasted log that stops at a stage', () => {
  test.each([
    ['prose behind it', `${spl}${monitor}\nThat is with the new layer. MACHINE is imx8mm-evk.\n`],
    ['a mark of the author behind it', `${spl}\n(end of the output)\n\nThe older monitor is fine with the same loader.\n`],
    ['a line of settings behind it', `${spl}${monitor}\nDISTRO poky, image core-image-minimal\n`],
  ])('is seen with %s', (_, text) => {
    expect(causes(text)[0]).toBe('u-boot-does-not-start possible');
  });

  test.each([
    ['U-Boot speaks', `${spl}${monitor}\n\nU-Boot 2024.04 (Jun 06 2024 - 10:05:34 +0000)\n\nCPU:   i.MX8MM\n`],
    ['a kernel speaks', `${spl}\n[    0.000000] Linux version 6.6.23\n[    3.1] systemd[1]: Reached target Basic System.\n`],
    ['another line of the same block follows', `${spl}${monitor}some vendor line 12\n`],
  ])('is none where %s', (_, text) => {
    expect(causes(text).join()).not.toContain('u-boot-does-not-start');
  });

  test('makes likely what somebody says of SPL, and no missing image of it', () => {
    expect(causes(`We get this, and SPL never reaches the loader proper.\n\n${spl}`)).toEqual([
      'u-boot-does-not-start likely',
      'no-u-boot-image possible',
    ]);
  });

  test('is a complaint of SPL where it complains', () => {
    expect(causes(`${spl}SPL: failed to boot from all boot devices\n### ERROR ### Please RESET the board ###\n`)[0]).toBe(
      'no-u-boot-image certain',
    );
  });

  test('makes a silent kernel possible at the end of a log that speaks of no M-core', () => {
    expect(causes(`${kernel}\nThe tree is of our carrier.\n`)).toEqual(['kernel-silent possible']);
    expect(causes(`${kernel}\nThe M7 has its own UART.\n`)).toEqual([]);
    expect(causes(`${kernel}\n[    0.000000] Linux version 6.6.23\n`)).toEqual([]);
  });
});

test('a memory that is not set up locks no prompt', () => {
  expect(causes('DDR init hangs on our board. I can not get into the U-Boot prompt.\n')).toEqual(['dram-training-failed likely']);
});

test('a memory that a second attempt has trained is none that cannot be', () => {
  const attempts =
    'DDRINFO: start DRAM init\nDDRINFO: DRAM rate 4000MTS\nTraining FAILED\nDDRINFO: start DRAM init\nDDRINFO: DRAM rate 4000MTS\n';
  expect(causes(`${attempts}DDRINFO:ddrphy calibration done\nDDRINFO: ddrmix config done\nNormal Boot\n`).join()).not.toContain('dram');
  expect(causes(`${attempts}Training FAILED\n`)).toEqual(['dram-training-failed certain']);
});

test('an SPL that says how much stack it took, and then nothing', () => {
  const stack =
    'U-Boot SPL 2024.01 (Mar 04 2024 - 09:12:44 +0000)\nSYSFW ABI: 3.1 (firmware rev 0x0009)\nSPL initial stack usage: 13400 bytes\n';
  expect(causes(stack)[0]).toMatch(/^u-boot-does-not-start/);
  expect(causes(`${stack}Trying to boot from MMC1\n\nU-Boot 2024.01 (Mar 04 2024 - 09:12:44 +0000)\n`)).toEqual([]);
});

test('a PHY whose training fails, in the words of Synopsys’ own functions, and not its supply', () => {
  expect(causes('NOTICE:  BL2: v2.10\nERROR:   ddrphy_phyinit_usercustom_g_waitfwdone_training has failed\n')[0]).toBe(
    'dram-training-failed certain',
  );
  expect(causes('NOTICE:  BL2: v2.10\nERROR:   ddr_power_init failed\n').join()).not.toContain('dram-training-failed certain');
});

test('an environment that was saved to NAND and is gone, as an old U-Boot says it', () => {
  const start = '\nU-Boot 2010.09 (Dec 01 2010 - 10:00:00)\n\nDRAM:  64 MiB\n';
  const text = `${start}=> saveenv\nSaving Environment to NAND...\nWriting to Nand... done\n${start}*** Warning - bad CRC or NAND, using default environment\n\nHit any key to stop autoboot:  0\n`;
  expect(causes(text)).toContain('environment-lost certain');
});
