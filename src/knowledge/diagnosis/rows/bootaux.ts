import { isExecuteNever } from '../../firmware/execute-never.ts';
import { fitsMemories, imxSocs } from '../../firmware/soc-tables.ts';
import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import { claimed, commands, type Evidence, everyImx, evidence, one, type Row } from './row.ts';

interface BootAux {
  readonly stack: number;
  readonly pc: number;
  readonly line: LogLine;
}

const bootauxIn = (facts: Facts): BootAux[] =>
  facts.lines.flatMap((line) => {
    const found = /## Starting auxiliary core.*stack = 0x([0-9a-f]+), pc = 0x([0-9a-f]+)/i.exec(line.text);
    // U-Boot prints eight digits and dots: a number that ends before was cut off.
    const isCut = found !== null && found[2]!.length < 8 && line.text.endsWith(found[2]!);
    return found && !isCut ? [{ stack: Number.parseInt(found[1]!, 16), pc: Number.parseInt(found[2]!, 16), line }] : [];
  });

const elfMagic = 0x464c_457f;
const isElf = ({ stack }: BootAux): boolean => stack === elfMagic;

// Words of erased or empty memory are no vector of any core.
const isEmpty = ({ stack, pc }: BootAux): boolean => stack === 0 || stack === 0xffff_ffff || pc === 0 || pc === 0xffff_ffff;

// A U-Boot of a SoC that is not known may be any of them: what is good for one is not absurd.
const isAbsurd = ({ stack, pc }: BootAux, { platform }: Facts): boolean => {
  const name = platform.soc?.name;
  if (name === 'other') return false;
  return name === undefined ? !imxSocs.some((soc) => fitsMemories(soc, stack, pc)) : !fitsMemories(name, stack, pc);
};

// A vector as a linker makes it, for DRAM where an M-core fetches nothing.
const isNeverRun = (each: BootAux, { platform }: Facts): boolean => {
  const name = platform.soc?.name;
  const socs = name === undefined ? imxSocs : imxSocs.filter((soc) => soc === name);
  return isExecuteNever(each.pc) && socs.some((soc) => fitsMemories(soc, each.stack, each.pc));
};

const neverRun = (facts: Facts): Evidence | undefined => {
  const found = bootauxIn(facts).find((each) => isNeverRun(each, facts));
  return found && evidence('certain', found.line);
};

const failedLoadIn = (facts: Facts, line: LogLine): boolean => {
  const at = facts.lines.indexOf(line);
  const before = facts.lines.slice(Math.max(0, at - 5), at);
  const typed = before.findLastIndex(({ command }) => command !== undefined && /\bload\b.*;.*\bbootaux\b/.test(command));
  return typed >= 0 && before.slice(typed).some(({ text, command }) => command === undefined && /File not found|Failed to load/.test(text));
};

/** An empty file was read, nothing else behind it, and the core was started all the same. */
const emptyLoad = (facts: Facts): Evidence | undefined => {
  for (const [at, line] of facts.lines.entries()) {
    if (!/^(?:0 bytes read in|Bytes transferred = 0 \()/.test(line.text)) continue;
    const behind = facts.lines.slice(at + 1, at + 12);
    const start = behind.findIndex(({ text }) => /Starting auxiliary core|bootaux complete|^Start M[47]|Power on aux core/i.test(text));
    const isLoaded = behind.slice(0, start).some(({ text }) => /^[1-9]\d* bytes read in/.test(text));
    if (start !== -1 && !isLoaded) return evidence('likely', line, behind[start]);
  }
  return undefined;
};

const absurdVector = (facts: Facts): Evidence | undefined => {
  // Junk in memory may look like a vector by chance, but not a load that failed in the same command line.
  const absurd = bootauxIn(facts).find(
    (each) => !isElf(each) && (isEmpty(each) || isAbsurd(each, facts) || failedLoadIn(facts, each.line)),
  );
  if (!absurd) return emptyLoad(facts);
  const before = facts.lines.slice(Math.max(0, facts.lines.indexOf(absurd.line) - 20), facts.lines.indexOf(absurd.line));
  const load = before.findLast(({ text }) =>
    /File not found|Failed to load|\*\* (?:Unable to read|Bad device|No partition|Invalid partition)|not found \*\*|No elf image at address/.test(
      text,
    ),
  );
  const typed = before.findLast(({ command }) => command?.includes('bootaux'));
  const isProven = isEmpty(absurd) || failedLoadIn(facts, absurd.line) || facts.platform.soc?.isPrinted;
  return evidence(isProven ? 'certain' : 'likely', load, typed, absurd.line);
};

const elfGiven = (facts: Facts): Evidence | undefined => {
  const magic = bootauxIn(facts).find(isElf)?.line;
  const loaded = commands(facts, /\bload\b.*\.(?:elf|axf|out)\b/)[0];
  const said = claimed(facts, 'elf-to-bootaux');
  if (magic) return evidence('certain', loaded, magic, said);
  const isStarted = commands(facts, /\bbootaux\b/)[0] ?? one(facts, /bootaux/);
  return said && isStarted ? evidence('likely', said, loaded, isStarted) : said && evidence('likely', said, loaded);
};

const unknownBootaux = (facts: Facts): Evidence | undefined => {
  const printed = one(facts, /^Unknown command ['"`]?bootaux/);
  // What an older version lacked is no lack of this one.
  if (!printed && one(facts, /\b(?:no longer|not|n't) (?:missing|absent)\b/i)) return undefined;
  const said = claimed(facts, 'bootaux-unknown');
  return evidence(printed ? 'certain' : 'likely', printed, said, facts.values.uBoot?.line);
};

export const bootauxRows: readonly Row[] = [
  {
    id: 27,
    name: 'bootaux-junk',
    symptom: 'bootaux with an absurd stack or pc',
    cause:
      'bootaux took its stack and pc from something that is no .bin of this core: a file that was not loaded, a load to another address than the one that was started, or a copy that is too short.',
    socs: everyImx,
    matches: absurdVector,
    confirm: [
      { step: 'at the U-Boot prompt: printenv bootcmd m4boot tdxargs fdt_high' },
      { step: 'compare stack and pc with the first 8 bytes of the .bin: hil inspect FILE.bin' },
    ],
    fix: 'Join the commands with && instead of ;, load the .bin, and check its size: load mmc 2:1 0x80000000 FILE && dcache flush && bootaux 0x80000000',
    source: 'arch/arm/mach-imx/imx_bootaux.c of U-Boot; the good vectors of each SoC: imx_rproc_att_* of drivers/remoteproc/imx_rproc.c',
  },
  {
    id: 50,
    name: 'no-bootaux-command',
    symptom: "Unknown command 'bootaux'",
    cause: 'This U-Boot was built without the command that starts the M-core: CONFIG_IMX_BOOTAUX is off.',
    matches: (facts) =>
      claimed(facts, 'bootaux-unknown') || one(facts, /^Unknown command ['"`]?bootaux/) ? unknownBootaux(facts) : undefined,
    excludedBy: (facts) => {
      const line = bootauxIn(facts)[0]?.line;
      return line && { because: 'this U-Boot has bootaux, and it ran', line };
    },
    confirm: [{ step: 'at the U-Boot prompt: help bootaux; version' }],
    fix: 'Build U-Boot with CONFIG_IMX_BOOTAUX=y, or start the core from Linux with remoteproc. On an i.MX 8X or 8QM the core is started by the SCU from the boot container instead.',
    source: 'arch/arm/mach-imx/Kconfig and imx_bootaux.c of U-Boot',
  },
  {
    id: 51,
    name: 'elf-given-to-bootaux',
    symptom: 'bootaux with stack 0x464C457F, the magic of an ELF; or an .elf or .axf that never starts',
    cause: 'bootaux was given an ELF, and this U-Boot takes a flat .bin only: it reads the header of the ELF as stack and pc.',
    matches: elfGiven,
    confirm: [{ step: 'the first four bytes of the file are 7f 45 4c 46' }, { step: 'at the U-Boot prompt: version' }],
    fix: 'Make a flat binary (arm-none-eabi-objcopy -O binary in.elf out.bin) and load that; U-Boot of the i.MX 8M takes an ELF from v2022.07 on, sound on 64 bit from v2023.10 on.',
    source: 'arch_auxiliary_core_up in arch/arm/mach-imx/imx_bootaux.c of U-Boot',
  },
  {
    id: 88,
    name: 'execute-never-address',
    symptom: 'bootaux with a pc from 0x40000000 to 0x5fffffff or from 0xa0000000 on, and a core that stays silent',
    cause:
      'The image is linked to DRAM that a Cortex-M reads and writes, and executes nothing from: its architecture makes 0x40000000 to 0x5fffffff and everything from 0xa0000000 on execute-never, whatever lies there. bootaux does not check it, and the core ends in a fault at its first instruction.',
    socs: everyImx,
    matches: neverRun,
    confirm: [{ step: 'hil inspect FILE.elf or FILE.bin names it; the same image linked to 0x60000000 or 0x80000000 starts' }],
    fix: 'Link the code from 0x60000000 to 0x9fffffff (0x80000000 in the linker scripts of the SDK), and reserve it there.',
    source: 'Armv7-M Architecture Reference Manual, default memory map',
  },
  {
    id: 89,
    name: 'load-address-refused',
    symptom: 'Reading file would overwrite reserved memory',
    cause:
      "U-Boot loads a file from a medium or the network only into DRAM that is free: the TCM and OCRAM of an M-core are no DRAM for it, and regions that its own device tree reserves (the M-core's at 0x80000000, a framebuffer, OP-TEE) or U-Boot itself lies in are not free.",
    matches: (facts) => {
      const line = one(facts, /(?:Reading file would|trying to) overwrite reserved memory/i);
      const typed =
        line &&
        facts.lines.slice(0, facts.lines.indexOf(line)).findLast(({ command }) => /\b\w*(?:load|tftp\w*|dhcp|nfs)\b/.test(command ?? ''));
      // Who has loaded the same file elsewhere asks about something else.
      const file = /\s(\S+\.\w+)\s*$/.exec(typed?.command ?? '')?.[1];
      const isLoaded =
        file !== undefined &&
        facts.lines.some(
          ({ command, text }, at) => (command ?? text).includes(file) && /^\d+ bytes read/.test(facts.lines[at + 1]?.text ?? ''),
        );
      return line && evidence(isLoaded ? 'possible' : 'certain', typed, line);
    },
    confirm: [{ step: 'at the U-Boot prompt: bdinfo: DRAM banks and, at its end, the regions that lmb keeps' }],
    fix: 'Load into free DRAM and copy from there: load mmc 2:1 $loadaddr FILE.bin; cp.b $loadaddr 0x7e0000 $filesize; bootaux 0x7e0000 (an image for DDR: load it past the region, then copy it to its link address).',
    source: 'fs_read_lmb_check in fs/fs.c, net/tftp.c and lib/lmb.c of U-Boot',
  },
  {
    id: 84,
    name: 'authentication-failed',
    symptom:
      'Authenticate image from DDR location, then bad magic, Invalid IVT structure or a HAB event; Failed to verify required signature',
    cause:
      'Secure boot checks what is loaded: this image carries no signature where one is looked for, or one that the fused keys do not fit. On an open module the message is a warning, on a closed one the boot ends there.',
    matches: (facts) => {
      // A hash that differs is of damaged data; the same last words follow where a signature does not fit (image-fit.c of U-Boot).
      const isDamaged = one(
        facts,
        /Bad hash value for|Verifying Hash Integrity \.\.\. (?!.*(?:rsa|ecdsa)).*\b(?:md5|crc\d+|sha\d+)\b.* error/i,
      );
      const line =
        one(
          facts,
          /Authenticat(?:e|ion)(?: \w+){0,2} fail\w*|^(?:ERR(?:OR)?: )?failed to authenticate\b|Error: .*\bIVT\b|hab fuse not enabled.*fail|HAB Event \d+ -|^Bad container tag|SECO RNG .*fail|(?:Authenticate container|image verification) .*(?:fail|error)|sec_boot: .*fail|Failed to verify required signature|Verifying Hash Integrity \.\.\. .*(?:rsa|ecdsa)\S*-? +error|Signature check Bad/i,
        ) ?? (isDamaged ? undefined : one(facts, /^Bad Data Hash/i));
      const said = claimed(facts, 'authentication-fails');
      return line
        ? evidence('certain', one(facts, /Authenticate image from|Loading kernel from FIT/i), line, said)
        : evidence('likely', said);
    },
    confirm: [{ step: 'at the U-Boot prompt: hab_status (i.MX 8M) or ahab_status (8X, 93): open or closed, and the events' }],
    fix: "Sign the image with the keys that are fused (CST), or leave CONFIG_IMX_HAB out for an open module; a FIT of kernel and device tree must be signed with the key in U-Boot's own device tree, after its last change.",
    source: 'arch/arm/mach-imx/hab.c, doc/imx/habv4 and boot/image-fit-sig.c of U-Boot',
  },
];
