import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { $ } from 'zx';
import { type Chip, chips, type Image, images, type Target } from './images.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const compiler = 'arm-none-eabi-gcc';
const libraries = ['libnewlib-arm-none-eabi', 'libstdc++-arm-none-eabi-newlib'];

const cores: Readonly<Record<Chip, readonly string[]>> = {
  imx8mp: ['-mcpu=cortex-m7', '-mfpu=fpv5-d16', '-mfloat-abi=hard'],
  imx8mm: ['-mcpu=cortex-m4', '-mfpu=fpv4-sp-d16', '-mfloat-abi=hard'],
};

// ARMv6-M is a subset of what they execute.
const targetOf = (chip: Chip, target: Target = 'core'): readonly string[] => (target === 'core' ? cores[chip] : ['-mcpu=cortex-m0plus']);

const common = [
  ...['-mthumb', '-Os', '-fno-common', '-ffunction-sections', '-fdata-sections', '-fno-asynchronous-unwind-tables'],
  ...['-Wall', '-Wextra', '-Werror', `-ffile-prefix-map=${root}=`],
];
const alone = ['-ffreestanding', '-fno-tree-loop-distribute-patterns'];
const cPlusPlus = ['-std=gnu++17', '-fno-exceptions', '-fno-rtti', '-fno-threadsafe-statics', '-fno-use-cxa-atexit'];
const linking = [
  ...['-nostartfiles', '-s', '-Wl,--build-id=sha1', '-Wl,--fatal-warnings', '-Wl,--no-warn-execstack', '-Wl,--nmagic', '-Wl,--gc-sections'],
];

/** Versions of compiler, linker and libraries, as kept in prebuilt/toolchain.txt; undefined where they are not installed. */
export const toolchain = async (): Promise<string | undefined> => {
  const firstLine = async (tool: string): Promise<string> => (await $({ quiet: true })`${tool} --version`).stdout.split('\n')[0] ?? '';
  const packages = async (): Promise<string> => (await $({ quiet: true })`dpkg-query -W ${libraries}`).stdout.trim().replaceAll('\t', ' ');
  const versions = await Promise.all([firstLine(compiler), firstLine('arm-none-eabi-ld'), packages()]).catch(() => undefined);
  return versions && `${versions.join('\n')}\n`;
};

/** Compiles and links every image for every chip into `folder`, byte for byte the same each time with the same compiler. */
export const buildAll = async (folder: string): Promise<void> => {
  for (const chip of chips) {
    const ofChip = join(folder, folderOf(chip));
    await mkdir(ofChip, { recursive: true });
    for (const image of images) await build(image, chip, ofChip);
  }
  await writeFile(join(folder, 'toolchain.txt'), (await toolchain()) ?? '');
};

/** Below `prebuilt`. */
export const folderOf = (chip: Chip): string => (chip === 'imx8mp' ? '.' : chip);

const build = async (image: Image, chip: Chip, folder: string): Promise<void> => {
  const output = resolve(folder, `${image.name}.elf`);
  const scratch = await mkdtemp(join(tmpdir(), 'hil-firmware-'));
  try {
    const objects = [];
    for (const source of image.sources) objects.push(await compile(image, chip, source, scratch));
    if (image.fileBytes === undefined) return await link(image, chip, output, objects);
    await link(image, chip, output, [...objects, await padding(4, scratch)]);
    const missing = image.fileBytes - (await stat(output)).size;
    await link(image, chip, output, [...objects, await padding(4 + missing, scratch)]);
  } finally {
    await rm(scratch, { recursive: true });
  }
};

const compile = async ({ name, target, newlib, defines = {} }: Image, chip: Chip, source: string, scratch: string): Promise<string> => {
  const object = join(scratch, `${source}.o`);
  const language = source.endsWith('.cpp') ? cPlusPlus : ['-std=gnu17'];
  const flags = [
    ...targetOf(chip, target),
    ...common,
    ...(newlib ? [] : alone),
    ...language,
    `-DIMAGE="${name}"`,
    '-include',
    `source/${chip}.h`,
  ];
  const sizes = Object.entries(defines).map(([define, value]) => `-D${define}=${value}`);
  await $({ cwd: root, quiet: true })`${compiler} ${flags} ${sizes} -c ${`source/${source}`} -o ${object}`;
  return object;
};

const link = async ({ target, script, newlib }: Image, chip: Chip, output: string, objects: readonly string[]): Promise<void> => {
  const libraries = newlib ? ['-lstdc++', '-lm'] : ['-nostdlib', '-lgcc'];
  // A script of the chip's own goes before that of all chips.
  const chosen = existsSync(join(root, 'link', chip, script)) ? `link/${chip}/${script}` : script;
  const flags = [...targetOf(chip, target), '-mthumb', ...linking, '-Llink', `-T${chosen}`];
  await $({ cwd: root, quiet: true })`${compiler} ${flags} ${objects} ${libraries} -o ${output}`;
  await chmod(output, 0o644);
};

const padding = async (bytes: number, scratch: string): Promise<string> => {
  const file = join(scratch, `padding-${bytes}.s`);
  await writeFile(file, `.section .hil_padding,"",%progbits\n.space ${bytes}\n`);
  return file;
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildAll(process.argv[2] ?? join(root, 'prebuilt'));
}
