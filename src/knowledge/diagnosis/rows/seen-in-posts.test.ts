import { describe, expect, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import { factsFromText } from '../facts.ts';

const causes = (text: string): string[] =>
  diagnose(factsFromText([{ name: 'post.txt', text }])).causes.map(({ name, confidence }) => `${name} ${confidence}`);

describe('a compiler or SDK that is not there', () => {
  test.each([
    'Error: spawn arm-none-eabi-gcc ENOENT',
    '/bin/sh: 1: arm-none-eabi-gcc: not found',
    'bash: arm-none-eabi-objcopy: command not found',
    'make: arm-none-eabi-gcc: No such file or directory',
    "'arm-none-eabi-gcc' is not recognized as an internal or external command,",
    'CMake Error at CMakeLists.txt:9 (project):\n  The CMAKE_C_COMPILER:\n\n    /bin/arm-none-eabi-gcc\n\n  is not a full path to an existing compiler tool.',
    'CMake Error: CMAKE_C_COMPILER not set, after EnableLanguage',
    '  No CMAKE_C_COMPILER could be found.',
    'CMake Error at cmake/modules/FindZephyr-sdk.cmake:160 (find_package):\n  Could not find a package configuration file provided by "Zephyr-sdk"',
    'CMake Error at FindToolchain:12: Could not find toolchain file: ../../../../tools/cmake_toolchain_files/armgcc.cmake',
    'ZEPHYR_TOOLCHAIN_VARIANT is not set',
    '***Please set ARMGCC_DIR in envionment variables***',
  ])('is told by %j', (line) => {
    expect(causes(`The build of the M7 example ends like this:\n\n${line}\n`)[0]).toMatch(/^toolchain-missing (?:certain|likely)/);
  });

  test.each([
    '-- The C compiler identification is GNU 13.2.1',
    '-- Found toolchain: zephyr 0.16.8 (/opt/zephyr-sdk)',
    'Using toolchain file: /sdk/tools/cmake_toolchain_files/armgcc.cmake',
    '-- Detecting C compiler ABI info - done',
    'arm-none-eabi-gcc: error: unrecognized command line option -mfoo',
    'Error: spawn python3 ENOENT',
    'bash: picocom: command not found',
    'fatal error: zephyr/kernel.h: No such file or directory',
    'arm-none-eabi-gcc (Arm GNU Toolchain 13.3) 13.3.1',
    '/usr/bin/cmake --build build',
  ])('is not told by %j', (line) => {
    expect(causes(`From the build of the M7 example:\n\n${line}\n`).join()).not.toMatch(/toolchain-missing (?:certain|likely)/);
  });
});

test.each([
  'arm-none-eabi/bin/ld: region m_text overflowed with text and data',
  'arm-none-eabi/bin/ld: region FLASH overflowed with text and data',
  "ld.bfd: region `m_data' overflowed by 2048 bytes",
])('an image that does not fit is told by %j', (line) => {
  expect(causes(`${line}\ncollect2: error: ld returned 1 exit status\n`)[0]).toBe('image-too-large certain');
});

const node = (compatible: string, channels: string, status = 'okay'): string =>
  `node {\n\tcompatible = "${compatible}";\n\tmbox-names = "tx", "rx", "rxdb";\n\tmboxes = ${channels};\n\tstatus = "${status}";\n};\n`;
const channels = '<&mu 0 1>, <&mu 1 1>, <&mu 3 1>';

describe('two nodes of a pasted tree', () => {
  test('take the channels from each other', () => {
    const text = `With both nodes there is no remoteproc0:\n\n${node('fsl,imx8mq-rpmsg', channels)}\n${node('fsl,imx8mp-cm7', channels)}`;
    expect(causes(text)[0]).toBe('mailbox-channel-taken likely');
  });
  test.each([
    ['other channels', node('fsl,imx8mq-rpmsg', '<&mu 0 0>, <&mu 1 0>, <&mu 3 0>'), node('fsl,imx8mp-cm7', channels)],
    ['one of them disabled', node('fsl,imx8mq-rpmsg', channels, 'disabled'), node('fsl,imx8mp-cm7', channels)],
    ['one of them of something else', node('fsl,imx-scu', channels), node('fsl,imx8mp-cm7', channels)],
  ])('do not with %s', (_, one, other) => {
    expect(causes(`Our tree:\n\n${one}\n${other}`).join()).not.toContain('mailbox-channel-taken');
  });
});

describe('a DSP without its file', () => {
  const refused = (file: string): string =>
    `[ 20.1] remoteproc remoteproc0: powering up imx-dsp-rproc\n[ 20.2] remoteproc remoteproc0: Direct firmware load for ${file} failed with error -2\n[ 20.3] remoteproc remoteproc0: request_firmware failed: -2\n`;
  test('misses it where the DSP is meant', () => {
    expect(causes(`The example for the HiFi4 is to run.\n\n${refused('app.elf')}`)[0]).toBe('firmware-file-missing certain');
    expect(causes(`Start of my example:\n\n${refused('hello_dsp.elf')}`)[0]).toBe('firmware-file-missing certain');
  });
  test('is the wrong core where an M-core is meant', () => {
    expect(causes(`I want to start the M7.\n\n${refused('imx8mp_m7_hello.elf')}`)[0]).toMatch(/^wrong-remote-core/);
    expect(causes(`I want to start the M7.\n\n${refused('hifi4.bin')}`).join()).not.toContain('firmware-file-missing certain');
  });
});

const spl = 'U-Boot SPL 2022.04 (Mar 02 2023 - 12:00:00 +0000)\nDDRINFO: start DRAM init\nDDRINFO: DRAM rate 4000MTS\n';
const loads =
  'DDRINFO:ddrphy calibration done\nDDRINFO: ddrmix config done\nNormal Boot\nTrying to boot from BOOTROM\nBoot Stage: Primary boot\n';
const monitor = 'NOTICE:  BL31: v2.6(release):lf\nNOTICE:  BL31: Built : 06:46:30, Mar  2 2023\n';

describe('a board that starts again and again', () => {
  test('has got as far as its longest round, wherever the paste ends', () => {
    for (const end of ['U-Boot SPL 2022.04 (Mar 02 2023 - 12:00:00 +0000)\n', spl.slice(0, -27), spl])
      expect(causes(`Over and over:\n\n${spl}${loads}${monitor}\n${end}`)[0]).toBe('u-boot-does-not-start likely');
  });
  test('ends in the training where the round before did', () => {
    expect(causes(`Over and over:\n\n${spl}\n${spl}`)[0]).toBe('dram-training-failed possible');
  });
  test('is not cut where the last round says something else', () => {
    expect(causes(`Twice:\n\n${spl}${loads}${monitor}\n${spl}Training FAILED\n`)[0]).toBe('dram-training-failed certain');
  });
});

const start = 'U-Boot 2022.04 (Jun 01 2022)\nCPU:   i.MX8MP[8] rev1.1 1800 MHz\nReset cause: WDOG\nDRAM:  6 GiB\n';
describe('Starting kernel in words, above a paste that ends before', () => {
  test.each([
    'The kit only boots to "Starting kernel ..." and then resets.',
    'It just gets to Starting kernel and resets.',
    'After "Starting kernel ..." the board reboots.',
    'Boot goes up to Starting kernel, and a minute later the watchdog restarts it.',
    'We see "Starting kernel ..." and then it resets, endlessly.',
    'It stops after "Starting kernel ...".',
    'Nothing comes behind Starting kernel.',
    'The board hangs at "Starting kernel ..." until the watchdog bites.',
    'I get to Starting kernel, then a reset happens and it restarts.',
    'The last line is "Starting kernel ...".',
  ])('%s', (sentence) => {
    expect(causes(`${sentence} I changed the debug UART only.\n\n${start}`)[0]).toBe('kernel-silent likely');
  });
  test('is none where U-Boot itself is complained of', () => {
    expect(causes(`U-Boot hangs in its start, after the DRAM line.\n\n${start}`)[0]).toBe('u-boot-stops-early likely');
  });
});

describe('a board that says nothing from its medium', () => {
  const flashed = 'U-Boot 2018.03 (Dec 04 2020)\nBoot:  USB\nDetect USB boot. Will enter fastboot mode!\nFastboot: Normal\n';
  test('was heard while it was flashed over USB', () => {
    const text = `After the power cycle the boot loader does not start - no serial output. This was said during the flashing:\n\n${flashed}`;
    expect(causes(text)[0]).toBe('nothing-after-power-on likely');
  });
  test('and one that was heard from its medium has no such trouble', () => {
    const text = `After the power cycle the boot loader does not start - no serial output.\n\n${start}`;
    expect(causes(text).join()).not.toContain('nothing-after-power-on');
  });
});

describe('uuu in the middle of a transfer', () => {
  test.each([
    '1:2>Fail HID(W):LIBUSB_ERROR_TIMEOUT(1s)',
    '66% 1:1->Fail HID(W): LIBUSB_ERROR_NO_DEVICE (-4)(0.2s)',
    '1:41    5/ 8 [Bulk(W):LIBUSB_ERROR_TIMEOUT (-7)] FB: flash -raw2sparse all image.wic',
  ])('had the device open: %s', (line) => {
    expect(causes(`uuu fails on my host, what can I do about the USB error?\n\n${line}\n`).join()).not.toContain('uuu-cannot-open');
  });
});

test('a refusal is told behind the command, too', () => {
  const line = 'torizon@verdin:~$ echo start > /sys/class/remoteproc/remoteproc0/state gives me permission denied, with sudo too.';
  expect(causes(`${line}\n`)[0]).toBe('not-writable likely');
  expect(causes('root@verdin:~# echo start > /sys/class/remoteproc/remoteproc0/state\n').join()).not.toContain('not-writable');
});

describe('U-Boot that gives up in its own start', () => {
  const banner = 'U-Boot 2023.04 (Jul 01 2024 - 00:00:00 +0000)\nCPU:   i.MX8MP[6] rev1.1 1600 MHz\nReset cause: POR\n';
  const hang = '### ERROR ### Please RESET the board ###\n';
  test.each([
    `${banner}DRAM:  2 GiB\n${hang}`,
    `${banner}DRAM:  2 GiB\nCore:  120 devices, 24 uclasses, devicetree: separate\n${hang}`,
    `DRAM:  2 GiB\nCore:  120 devices, 24 uclasses, devicetree: separate\n${hang}`,
    `${banner}DRAM:  initcall sequence 000000004028dc88 failed at call 00000000402050f0 (err=-19)\n${hang}`,
    `${banner}initcall failed at call 40205 (err=-22)\n`,
  ])('%j', (text) => {
    expect(causes(text)[0]).toBe('u-boot-stops-early likely');
  });
  test('is not SPL that does', () => {
    expect(causes(`${spl}${loads}SPL: failed to boot from all boot devices\n${hang}`).join()).not.toContain('u-boot-stops-early');
  });
});

describe('a stop that ends in "Invalid argument"', () => {
  const typed = (state: string): string =>
    `root@verdin:~# cat /sys/class/remoteproc/remoteproc0/state\n${state}\nroot@verdin:~# echo stop > /sys/class/remoteproc/remoteproc0/state\n-sh: echo: write error: Invalid argument\n`;
  test('is of a core that is offline, and of none that is attached', () => {
    expect(causes(typed('offline'))[0]).toBe('already-offline certain');
    expect(causes(typed('attached')).join()).not.toContain('already-offline');
    expect(causes(typed('attached'))[0]).toMatch(/^started-by-u-boot/);
  });
});

test("an exception's line behind go is a line of its own", () => {
  const text =
    'u-boot=> fatload mmc 0 0x48000000 hello.bin\nu-boot=> go 0x48000000\n## Starting application at 0x48000000 ...\n"Synchronous Abort" handler, esr 0x02000000\n';
  expect(causes(text)[0]).toBe('started-on-a-core likely');
});

describe('a cache that somebody switched off', () => {
  test.each([
    'In our own RPMsg port the M7 sees avail->idx stay 0 although Linux wrote 1. If I disable D-cache on the M7 it gets 1.',
    'The M7 never sees the new index. With the data cache disabled it reads the right value.',
    'The M4 always gets the old contents of the descriptor, but when I invalidate the cache before each read it is right.',
    'My counter stays at zero for the M7. After I switched off the D-cache it works, the data is there.',
    'Linux writes and the M7 does not get it. When I flush the cache by hand the data arrives.',
    'The structure holds stale fields on the M7; once the data cache is off everything is correct.',
    'Half of the buffer is wrong when the M7 looks at it. If I turn off the cache, all of it is right.',
    'The descriptor is different on both cores. With D-cache disabled on the M7 all of it agrees, the data is correct then.',
    'The M7 reads garbage from the ring, as soon as I disable the data cache the data is fine.',
    'The flag never changes for the M7. When I clean the cache the value gets there.',
  ])('names it: %s', (sentence) => {
    expect(causes(`${sentence} Is there a nicer way?\n`)[0]).toMatch(/^cache-incoherent (?:likely|possible)/);
  });
  test.each([
    'The M7 never starts. With the data cache disabled it is the same, no output.',
    'With the data cache disabled the M7 needs four times as long for the FFT.',
    'We disabled the data cache of the M7 for a test.',
    'U-Boot flushes the cache with dcache flush, then bootaux starts the M7.',
    'Disabling the cache of the M7 has no effect, the value is still wrong.',
  ])('is not named: %s', (sentence) => {
    expect(causes(`${sentence}\n`).join()).not.toContain('cache-incoherent likely');
  });
});

test.each([
  'For two or three hours the M7 answers each request over RPMsg, then not any more.',
  'For five to ten minutes the M4 answers over RPMsg, then it stops responding.',
])('messages that end after a while: %s', (sentence) => {
  expect(causes(`${sentence} Only a restart revives it.\n`)[0]).toMatch(/^m7-stopped-answering/);
});

describe('a kernel that cannot be read from the medium', () => {
  const boot = 'Hit any key to stop autoboot:  0\nswitch to partitions #0, OK\nmmc1 is current device\n';
  test('is followed by the network', () => {
    expect(
      causes(
        `${boot}Error reading cluster\n** Unable to read file Image **\nBooting from net ...\nError: ethernet@30be0000 address not set.\n`,
      )[0],
    ).toBe('nothing-to-boot likely');
  });
  test('and is none where the network is all that was wanted, or a kernel starts', () => {
    expect(causes(`${boot}Booting from net ...\nBOOTP request sent\n`).join()).not.toContain('nothing-to-boot');
    expect(
      causes(`${boot}** Unable to read file Image **\nBooting from net ...\nStarting kernel ...\n[    0.0] Linux version 6.6\n`).join(),
    ).not.toContain('nothing-to-boot');
  });
});

describe('a DRAM that is named only beside the trouble', () => {
  test.each([
    'The board hangs when ATF has printed its banner.\nWe took the LPDDR4 training images of the last release.\nFrom eMMC the same image boots to Linux.',
    'Our custom imx8mp board stops at BL31.\n\n(BTW: With debug prints in SPL the DDR training fails.)',
    'After the upgrade SPL is up and the boot is stuck in TF-A.\nNote: in an older image the DDR training failed when the log level was high.',
  ])('is not the cause: %j', (post) => {
    expect(causes(post)[0]).toMatch(/^u-boot-does-not-start likely/);
  });

  test.each([
    'We do not get any output on the console. We do not think it is a DDR init problem.',
    'There is no output on the UART after power on. The pins are set up in a function that runs before the DRAM init.',
    'The board is dead after power on, no output at all. The DRAM is not the problem, the same timing works on the old board.',
  ])('is not told of a silent board: %j', (post) => {
    expect(causes(post).join()).not.toMatch(/dram-training-failed (?:certain|likely)/);
    expect(causes(post)[0]).toMatch(/^nothing-after-power-on/);
  });

  test.each([
    'SPL hangs in the DDR init, nothing comes after it.',
    'The LPDDR4 training fails on our new board, SPL stops there.',
    'No output behind SPL: the DRAM init never ends.',
  ])('is the cause: %j', (post) => {
    expect(causes(post)[0]).toMatch(/^dram-training-failed (?:certain|likely)/);
  });
});

describe('a U-Boot that stops in its own start', () => {
  const start = `U-Boot 2022.04-lf_v2022.04 (Mar 07 2023 - 09:11:02 +0000)

CPU:   i.MX8MP[8] rev1.1 1600 MHz (running at 1200 MHz)
Reset cause: POR
Model: NXP i.MX8MPlus LPDDR4 EVK board
DRAM:  6 GiB
Loading Environment from MMC... OK
In:    serial
Out:   serial
Err:   serial
switch to partitions #0, OK
mmc1 is current device
flash target is MMC:1
Net:   Could not get PHY for FEC0: addr 4
`;
  const post = (log: string): string =>
    `After power on our board gets stuck in U-Boot:\n\n${log}\nThe release before works on the same board.\n`;

  test('behind the medium of its environment', () => {
    expect(causes(post(start))[0]).toMatch(/^u-boot-stops-early (?:certain|likely)/);
  });

  test.each([
    'Hit any key to stop autoboot:  0\nswitch to partitions #0, OK\nmmc1 is current device\n',
    'Fastboot: Normal\nNormal Boot\nHit any key to stop autoboot:  0\n',
  ])('is another thing than one that goes on: %j', (more) => {
    expect(causes(post(start + more)).join()).not.toMatch(/u-boot-stops-early/);
  });
});
