import { BootError, CommandError } from '../../core/errors.ts';
import type { Shell } from '../../core/shell.ts';
import type { BoardProfile } from '../../knowledge/boot/board-profile.ts';
import { hexWord, type PreloadImage } from './preload-image.ts';

/** A core that U-Boot started, in U-Boot's own words and compared with the image. */
export interface PreloadReport {
  readonly bytesRead: number;
  readonly stack: number;
  readonly pc: number;
}

/**
 * The steps that load an image from the board's storage and start the M7 with it. Each step must succeed before the next:
 * `bootaux` after a failed `load` starts whatever lies in memory. Numbers are hex to U-Boot, so sizes come from its own ${filesize}.
 */
export const preloadCommands = (image: PreloadImage, { uboot }: BoardProfile): readonly string[] => {
  const load = (address: string): string => `load ${uboot.storage} ${address} ${image.path}`;
  if (image.kind === 'elf') return [load(loadaddr), 'dcache flush', `bootaux ${loadaddr}`];
  if (image.memory === 'ddr') return [load(hex(image.address)), 'dcache flush', `bootaux ${hex(image.address)}`];
  const { address, size } = uboot.tcm;
  // `test` would take the bare hex digits of ${filesize} for a decimal number.
  const fits = `itest 0x\${filesize} -le ${hex(size)}`;
  return [load(loadaddr), fits, `cp.b ${loadaddr} ${hex(address)} \${filesize}`, 'dcache flush', `bootaux ${hex(address)}`];
};

// Differs between U-Boot versions and builds: U-Boot itself knows.
const loadaddr = `\${loadaddr}`;

/** Starts the M7 from U-Boot's prompt. Throws BootError that says which step failed and why. */
export const runBootaux = async (
  shell: Shell,
  image: PreloadImage,
  profile: BoardProfile,
  options: { readonly signal?: AbortSignal } = {},
): Promise<PreloadReport> => {
  let said = '';
  for (const command of preloadCommands(image, profile)) {
    const { stdout } = await shell.run(command, { timeout: '60s', ...options }).catch((error: unknown) => {
      throw error instanceof CommandError ? stepFailed(command, image, error) : error;
    });
    said += `${stdout}\n`;
    if (command.startsWith('load ')) readBytes(said, image);
  }
  return checkPreload(said, image);
};

/** The variables that make every boot start the M7 first. On Torizon `m4boot` is run by nobody; the reference image's boot script runs it. */
export const preloadEnvironment = (
  image: PreloadImage,
  profile: BoardProfile,
  { system, bootcmd = profile.uboot.bootCommand }: { readonly system: 'torizon' | 'bsp'; readonly bootcmd?: string | undefined },
): Readonly<Record<string, string>> => {
  const m4boot = preloadCommands(image, profile).join(' && ');
  if (system === 'bsp' || /^run m4boot\s*;/.test(bootcmd)) return { m4boot };
  // With `;`: a board without a preload still boots, and its log says what went wrong.
  return { m4boot, bootcmd: `run m4boot; ${bootcmd}` };
};

/** Reads from U-Boot's output, of the prompt or of a whole boot, that this very image was loaded and started. Throws BootError with what says otherwise. */
export const checkPreload = (text: string, image: PreloadImage): PreloadReport => {
  const bytesRead = readBytes(text, image);
  const [, stack, pc] = /## Starting auxiliary core stack = 0x([0-9a-f]+), pc = 0x([0-9a-f]+)/i.exec(text) ?? [];
  if (stack === undefined || pc === undefined) throw notStarted(text, image);
  const report = { bytesRead, stack: Number.parseInt(stack, 16), pc: Number.parseInt(pc, 16) };
  if (report.stack !== image.vector.stack || report.pc !== image.vector.pc) throw wrongVector(report, text, image);
  return report;
};

const readBytes = (text: string, image: PreloadImage): number => {
  // A boot loads many files; the image is the one just before bootaux speaks.
  const head = text.split(/## (?:Starting auxiliary|Auxiliary) core/)[0]!;
  const sizes = [...head.matchAll(/^(\d+) bytes read in/gm)].map(([, bytes]) => Number(bytes));
  const last = sizes.at(-1);
  if (last === undefined) throw new BootError(`U-Boot did not load ${image.path}`, { evidence: evidenceIn(text) });
  if (last === image.bytes) return last;
  throw new BootError(`U-Boot read ${last} bytes of ${image.path}, which should have ${image.bytes}`, {
    evidence: evidenceIn(text),
    remedy: 'the file on the board is another one: copy it again and `sync` before the reset',
  });
};

const stepFailed = (command: string, image: PreloadImage, error: CommandError): BootError => {
  const said = error.evidence.join('\n');
  const options = { cause: error, evidence: [`U-Boot: ${command}`, ...error.evidence] };
  if (/Unknown command/.test(said)) return new BootError(`this U-Boot has no '${command.split(' ')[0]}'`, options);
  if (command.startsWith('load '))
    return new BootError(`U-Boot cannot load ${image.path}`, { ...options, remedy: 'check the path and the partition' });
  if (command.startsWith('itest '))
    return new BootError(`${image.path} is larger than the tightly coupled memory`, { ...options, remedy: 'link it for DDR' });
  return new BootError(`U-Boot's '${command}' failed`, options);
};

const notStarted = (text: string, image: PreloadImage): BootError => {
  const evidence = evidenceIn(text);
  if (/## Auxiliary core is already up/.test(text)) {
    return new BootError(`the M7 was running already, so U-Boot did not start ${image.path}`, {
      evidence,
      remedy: 'cut the power first: a reset of the A53 alone leaves the M7 running',
    });
  }
  const [refused] = /Invalid aux core address.*/.exec(text) ?? [];
  return new BootError(
    refused === undefined ? `U-Boot never said that it started ${image.path}` : `U-Boot refused to start ${image.path}: ${refused}`,
    { evidence },
  );
};

const wrongVector = ({ stack, pc }: PreloadReport, text: string, image: PreloadImage): BootError =>
  new BootError(
    `U-Boot started the M7 with stack ${hexWord(stack)} and pc ${hexWord(pc)}, and the image has ${hexWord(image.vector.stack)} and ${hexWord(image.vector.pc)}`,
    {
      evidence: evidenceIn(text),
      remedy: reasonFor(stack),
    },
  );

const reasonFor = (stack: number): string => {
  // "\x7fELF" read as a stack pointer.
  if (stack === 0x464c457f) return 'this U-Boot takes .bin files only (ELF since 2022.07): convert with objcopy -O binary';
  if (stack === 0 || stack === 0xffffffff) return 'nothing was at that address: check the load command and the address';
  return 'the file on the board is another build than the one the lab file names: copy it again';
};

const evidenceIn = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /bytes read|uxiliary|aux core|not found|Failed|Unable|ERROR|\*\*/i.test(line))
    .slice(-6)
    .map((line) => `U-Boot: ${line}`);

const hex = (value: number): string => `0x${value.toString(16)}`;
