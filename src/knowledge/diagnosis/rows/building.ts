import { all, evidence, one, type Row } from './row.ts';

export const buildingRows: readonly Row[] = [
  {
    id: 65,
    name: 'image-too-large',
    symptom: "region `m_text' overflowed by N bytes",
    cause:
      'The linker has no room: a region of the linker script is smaller than what the image needs, as the 128 KiB of a TCM are for a debug build.',
    matches: (facts) => {
      const lines = all(facts, /\bregion\b.{0,40}\boverflowed by \d+ bytes|section .{1,60} will not fit in region/i);
      return evidence('certain', ...lines.slice(0, 3));
    },
    confirm: [{ step: 'arm-none-eabi-size -A FILE.elf, or the map file: which section grew' }],
    fix: 'Build with -Os and without debug output, move data or code to DDR (then the image needs a start vector at device address 0), or take the linker script for DDR.',
    source: 'ld(1), MEMORY; linker scripts of MCUXpresso and Zephyr',
  },
  {
    id: 66,
    name: 'board-unknown-to-build',
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
];
