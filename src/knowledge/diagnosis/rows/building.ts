import { all, evidence, one, type Row } from './row.ts';

// The shell, make, CMake, node and Zephyr's own modules each have words of their own for a compiler or SDK that is not there.
const crossTool = String.raw`(?:arm-none-eabi|arm-zephyr-eabi|arm-poky-linux-\w+|aarch64-(?:\w+-)?linux(?:-gnu)?|xt)-(?:g?cc|g\+\+|c\+\+|cpp|as|ld|objcopy|objdump|size|ar|clang|gdb)(?:\.exe)?`;
const toolchainMissing = new RegExp(
  [
    'Please set ARMGCC_DIR|is not a full path to an existing compiler tool|No CMAKE_(?:C|CXX|ASM)_COMPILER could be found|CMAKE_(?:C|CXX|ASM)_COMPILER not set, after EnableLanguage',
    String.raw`${crossTool}['"\x60]?:? (?:command )?not found|${crossTool}['"\x60]?: No such file|${crossTool}['"\x60]?:? ENOENT|['"\x60]${crossTool}['"\x60] is not recognized`,
    String.raw`(?:ZEPHYR_SDK_INSTALL_DIR|ZEPHYR_TOOLCHAIN_VARIANT|GNUARMEMB_TOOLCHAIN_PATH|ARMGCC_DIR|SdkRootDirPath|MCUX_SDK_PATH)\b.{0,40}(?:not (?:set|defined|found)|undefined|does not exist|not specified)`,
    '(?:Could NOT|Could not|Unable to) find (?:a package configuration file provided by ")?(?:the )?(?:Zephyr-sdk|Zephyr SDK|toolchain|McuxSDK|ARM ?GCC)|Could not find (?:toolchain file|the Zephyr package)|No toolchain found|Could not find toolchain|Cannot find (?:the )?(?:ARM )?(?:toolchain|cross[- ]compiler)',
  ].join('|'),
  'i',
);

export const buildingRows: readonly Row[] = [
  {
    id: 65,
    name: 'image-too-large',
    said: { claim: 'too-large' },
    symptom: "region `m_text' overflowed by N bytes",
    cause:
      'The linker has no room: a region of the linker script is smaller than what the image needs, as the 128 KiB of a TCM are for a debug build.',
    matches: (facts) => {
      const lines = all(facts, /\bregion\b.{0,40}\boverflowed (?:by \d+ bytes|with (?:text|data))|section .{1,60} will not fit in region/i);
      return evidence('certain', ...lines.slice(0, 3));
    },
    confirm: [{ step: 'arm-none-eabi-size -A FILE.elf, or the map file: which section grew' }],
    fix: 'Build with -Os and without debug output, move data or code to DDR (then the image needs a start vector at device address 0), or take the linker script for DDR.',
    source: 'ld(1), MEMORY; linker scripts of MCUXpresso and Zephyr',
  },
  {
    id: 66,
    name: 'board-unknown-to-build',
    said: { claim: 'board-unknown' },
    symptom: "Zephyr: No board named 'verdin_imx8mp' found",
    cause:
      'This version of Zephyr knows the board by another name: since 3.7 a board has its SoC and core behind it (verdin_imx8mp/mimx8ml8/m7), and some boards came or went with a version.',
    matches: (facts) => {
      const line = one(
        facts,
        /No board named \S+ found|Invalid BOARD(?:_REVISION)?\b|Board qualifiers? \S+ .{0,40}not found|unable to find board/i,
      );
      return evidence('certain', line);
    },
    confirm: [{ step: 'west boards | grep -i imx8mp; the name in boards/ of the Zephyr that is checked out' }],
    fix: 'Give west build the full name, or check out the Zephyr version that the guide was written for.',
    source: 'boards/ and doc/hardware/porting/board_porting.rst of Zephyr',
  },
  {
    id: 80,
    name: 'toolchain-missing',
    said: { claim: 'toolchain' },
    symptom: 'Please set ARMGCC_DIR in environment variables; arm-none-eabi-gcc: command not found',
    cause:
      'The build does not find the compiler for the core, or the SDK that it is part of: it is not installed, or the variable that names its folder is not set.',
    matches: (facts) => {
      const lines = all(facts, toolchainMissing);
      return evidence('certain', ...lines.slice(0, 2));
    },
    confirm: [{ step: 'on the build host: arm-none-eabi-gcc --version; echo $ARMGCC_DIR' }],
    fix: 'Install the toolchain that the SDK or Zephyr was released with, and set ARMGCC_DIR (MCUXpresso) or ZEPHYR_SDK_INSTALL_DIR (Zephyr) to its folder, then build in an empty build folder.',
    source: 'tools/cmake_toolchain_files/armgcc.cmake of MCUXpresso; cmake/toolchain of Zephyr',
  },
  {
    id: 81,
    name: 'tree-does-not-compile',
    symptom: 'dtc: Label or path X not found; FATAL ERROR: Syntax error parsing input tree',
    cause:
      'The device tree or overlay is not compiled: a label that it refers to is not in this tree, an include was not preprocessed, or the syntax is wrong.',
    matches: (facts) => {
      const lines = all(
        facts,
        /Label or path \S+ not found|Reference to non-existent node or label|FATAL ERROR: (?:Syntax error parsing|Unable to parse) input (?:tree|file)|\bdts[io]?:\d+[.:]\d+\S* (?:syntax error|error:)|Error: \S+\.dtso?:\d+|devicetree error: /i,
      );
      return evidence('certain', ...lines.slice(0, 2));
    },
    confirm: [{ step: 'whether the label stands in the tree that the overlay is for, in this very version of the kernel' }],
    fix: "Take the label from the board's own .dtsi, mark a file with labels of another one as an overlay (/dts-v1/; /plugin/;), run it through cpp first, and compile with -@.",
    source: 'dtc(1); Documentation/devicetree/overlay-notes.rst of Linux',
  },
];
