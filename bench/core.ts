import { RP2040 } from 'rp2040js';
import { rows } from '../src/sim/virtual/cortex-m7/decoder.ts';
import { drawnRows } from '../src/sim/virtual/cortex-m7/testing/case-generator.ts';
import { differences, memoryDifferences } from '../src/sim/virtual/cortex-m7/testing/compare.ts';
import { runOnOurs } from '../src/sim/virtual/cortex-m7/testing/flat-machine.ts';
import { assembleHarness, buildImage } from '../src/sim/virtual/cortex-m7/testing/oracle-image.ts';
import { buildProgram, programs } from '../src/sim/virtual/cortex-m7/testing/programs.ts';
import { oracleMissing, runOnQemu, secondsOnQemu } from '../src/sim/virtual/cortex-m7/testing/qemu-oracle.ts';

// The Cortex-M7 core against QEMU's: random instructions of every row of the decoder's tables, and its speed beside other cores. Goals: no
// difference, each row 2,000 times, 1,000,000 instructions; 40 MIPS for integers and 15 for a loop of floats, in CPU time.

const casesPerImage = 15_000;
const rowsPerCase = 8;
const timesPerRow = 2_000;

const missing = oracleMissing();
if (missing) {
  process.stderr.write(`${missing}\n`);
  process.exit(2);
}

const cpuSeconds = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};

const compare = (): number => {
  const harness = assembleHarness();
  const images = Math.ceil((timesPerRow * drawnRows.length) / (casesPerImage * rowsPerCase));
  let [instructions, different, bytes] = [0, 0, 0];
  const drawn = new Map<string, number>();
  for (let seed = 1; seed <= images; seed++) {
    const image = buildImage(harness, { seed, cases: casesPerImage, rowsPerCase });
    for (const name of image.cases.flatMap(({ names }) => names)) drawn.set(name, (drawn.get(name) ?? 0) + 1);
    instructions += image.cases.reduce((sum, { names }) => sum + names.length + 1, 0);
    const ours = runOnOurs(image.areas).written;
    const theirs = runOnQemu(image);
    const found = differences(image.cases, ours, theirs);
    different += found.length;
    bytes += memoryDifferences(casesPerImage, ours, theirs);
    for (const { rows: names, code, fields } of found.slice(0, 5))
      console.log(`  seed ${seed}: ${names.join(', ')} | ${code} | ${fields.join(' ')}`);
  }
  const fewest = Math.min(...drawnRows.map(({ name }) => drawn.get(name) ?? 0));
  console.log(`rows covered            ${drawnRows.length} of ${rows.length}, each at least ${fewest} times`);
  console.log(
    `left out                ${rows
      .filter((row) => !drawnRows.includes(row))
      .map(({ name }) => name)
      .join(', ')}`,
  );
  console.log(`instructions compared   ${instructions}`);
  console.log(`cases that differ       ${different}, bytes of memory ${bytes}`);
  return different + bytes;
};

/** rp2040js's ARMv6-M core on its own chip, on the same source built for it. */
const mipsOfRp2040 = (program: Uint8Array): number => {
  const chip = new RP2040();
  chip.logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const ram = 0x2000_0000;
  for (const [index, byte] of program.entries()) chip.writeUint8(ram + index, byte);
  chip.core.SP = ram + 0x4_0000;
  chip.core.PC = ram + 0x40;
  let over = false;
  chip.onBreak = () => {
    over = true;
  };
  const since = process.cpuUsage();
  let count = 0;
  for (; !over && count < 20_000_000; count++) chip.core.executeInstruction();
  return count / cpuSeconds(since) / 1e6;
};

const speed = (): void => {
  for (const { name, ...program } of programs) {
    const image = buildProgram(program);
    const since = process.cpuUsage();
    const { instructions } = runOnOurs([{ address: 0, bytes: image }]);
    const ours = instructions / cpuSeconds(since) / 1e6;
    const qemu = instructions / secondsOnQemu(image) / 1e6;
    const rp2040 = program.onArmV6m ? mipsOfRp2040(buildProgram({ ...program, armV6m: true })).toFixed(1) : 'no FPU';
    console.log(`MIPS, ${name.padEnd(18)}${ours.toFixed(1)}; rp2040js's core ${rp2040}; QEMU's with its start ${qemu.toFixed(0)}`);
  }
};

const different = compare();
speed();
process.exitCode = different === 0 ? 0 : 1;
