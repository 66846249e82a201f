import { FlatTreeError } from '../device-tree/flat-tree.ts';
import { type AppliedOverlay, readOverlay, readWholeTree } from '../device-tree/overlay.ts';
import { hex, type UBootCommand, type UBootContext } from './context.ts';
import { environmentCommands } from './environment-commands.ts';
import { type Initramfs, readInitramfs } from './initramfs.ts';
import { memoryCommands } from './memory-commands.ts';
import { networkCommands } from './network-commands.ts';
import { storageCommands } from './storage-commands.ts';

const run: UBootCommand = async (names, context) => {
  let status = names.length === 0 ? 1 : 0;
  for (const name of names) {
    const script = context.variables.get(name);
    if (script === undefined) {
      context.print(`## Error: "${name}" not defined\n`);
      return 1;
    }
    status = await context.script(script);
    if (status !== 0) return status;
  }
  return status;
};

// do_bootd() of cmd/bootm.c hands bootcmd to run_command(), which takes none without a word.
const boot: UBootCommand = (_, { script, variables }) => {
  const bootcmd = variables.get('bootcmd');
  return bootcmd === undefined ? 1 : script(bootcmd);
};

const source: UBootCommand = async ([address], context) => {
  const at = hex(address ?? context.variables.get('loadaddr'));
  const size = hex(context.variables.get('filesize'));
  const bytes = at === undefined || size === undefined ? undefined : context.memory.read(at, size);
  if (!bytes) return 1;
  context.print(`## Executing script at ${at!.toString(16).padStart(8, '0')}\n`);
  return context.script(Buffer.from(bytes).toString('utf8'));
};

const fdt: UBootCommand = ([word, value], context) => {
  if (word === 'addr' || word === 'resize') return 0;
  if (word === 'apply') return applyOverlay(value, context);
  context.limits.command('u-boot', `fdt ${word ?? ''}`);
  return 0;
};

// What an overlay says of labels is not looked at, so that one for another board is taken too.
const applyOverlay = (address: string | undefined, { memory, model, overlays, print }: UBootContext): number => {
  const blob = hex(address) === undefined ? undefined : memory.read(hex(address)!, longestOverlay);
  try {
    overlays.push(readOverlay(blob ?? new Uint8Array(), model.remoteproc.device));
    return 0;
  } catch (cause) {
    if (!(cause instanceof FlatTreeError)) throw cause;
    print(`libfdt fdt_check_header(): ${cause.message}\n`);
    return 1;
  }
};

const longestOverlay = 0x1_0000;

const booti: UBootCommand = async ([kernel, ramdisk = '-', tree], context) => {
  const bytes = hex(kernel) === undefined ? undefined : context.memory.read(hex(kernel)!, 64);
  if (!bytes || Buffer.from(bytes.subarray(56, 60)).toString('latin1') !== 'ARMd') {
    context.print('Bad Linux ARM64 Image magic!\n');
    return 1;
  }
  const initramfs = initramfsAt(ramdisk, context);
  context.print(`## Flattened Device Tree blob at ${tree ?? ''}\n   Booting using the fdt blob at 0x${tree ?? ''}\n`);
  if (initramfs) context.print(`   Loading Ramdisk to ${address(treeAt - initramfs.bytes)}, end ${address(treeAt)} ... OK\n`);
  context.print('   Loading Device Tree to 00000000fdbd0000, end 00000000fdbfffff ... OK\n\nStarting kernel ...\n\n');
  await context.life.sleep(60);
  return context.startKernel({
    bootargs: context.variables.get('bootargs') ?? '',
    overlays: [...context.overlays, ...wholeTree(tree, context)],
    banner: foreignBanner(hex(kernel)!, bytes, context),
    initramfs,
  });
};

const treeAt = 0xfdbd_0000;

const address = (at: number): string => at.toString(16).padStart(16, '0');

/** `address:size`, as of a file that was fetched. */
const initramfsAt = (ramdisk: string, { limits, memory }: UBootContext): Initramfs | undefined => {
  const [at, size] = ramdisk.split(':').map((part) => hex(part));
  const content = at === undefined || size === undefined ? undefined : memory.read(at, size);
  const found = content && readInitramfs(content);
  if (found?.files.includes('init')) limits.effect('u-boot', 'the init of an initramfs, which is not run,');
  return found;
};

// The image of the board's own system is a name with a header: whatever has a banner came from elsewhere.
const foreignBanner = (at: number, header: Uint8Array, { limits, memory }: UBootContext): string | undefined => {
  // Documentation/arch/arm64/booting.rst: image_size.
  const size = Number(Buffer.from(header).readBigUInt64LE(16));
  const image = size > 0 && size <= largestImage ? memory.read(at, size) : undefined;
  const banner = /Linux version \d[^\n\0]*/.exec(Buffer.from(image ?? []).toString('latin1'))?.[0].trim();
  if (banner !== undefined) limits.effect('u-boot', `a kernel from elsewhere, which runs as the board's own under the name '${banner}',`);
  return banner;
};

const largestImage = 0x800_0000;

// The device tree of the board's own system is a name alone, too.
const wholeTree = (address: string | undefined, { memory, model }: UBootContext): readonly AppliedOverlay[] => {
  const at = hex(address);
  const size = at === undefined ? undefined : memory.read(at, 8);
  const bytes = size && Buffer.from(size).readUInt32BE(0) === 0xd00dfeed ? memory.read(at!, Buffer.from(size).readUInt32BE(4)) : undefined;
  return bytes ? [readWholeTree(bytes, model.remoteproc.device)] : [];
};

const help: UBootCommand = (_, { print }) => {
  print(`${Object.keys(uBootCommands).sort().join('\n')}\n`);
  return 0;
};

/** Everything this U-Boot knows; the rest answers `Unknown command`. */
export const uBootCommands: Record<string, UBootCommand> = {
  ...environmentCommands,
  ...memoryCommands,
  ...storageCommands,
  ...networkCommands,
  run,
  source,
  fdt,
  booti,
  help,
  '?': help,
  boot,
  bootd: boot,
  reset: async (_, { print, reset }) => {
    print('resetting ...\n');
    return reset();
  },
  version: (_, { print, banner }) => {
    print(`${banner}\n\naarch64-tdx-linux-gcc (GCC) 11.3.0\nGNU ld (GNU Binutils) 2.38.20220708\n`);
    return 0;
  },
  echo: (args, { print }) => {
    const [first, ...rest] = args;
    print(first === '-n' ? rest.join(' ') : `${args.join(' ')}\n`);
    return 0;
  },
  sleep: async ([seconds], { life }) => {
    await life.sleep(Number.parseFloat(seconds ?? '0') * 1000);
    return 0;
  },
  true: () => 0,
  false: () => 1,
};
