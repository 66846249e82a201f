import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { $ } from 'zx';
import { type Image, images } from './images.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const compiler = 'arm-none-eabi-gcc';

// ARMv6-M is a subset of what a Cortex-M7 executes, and all that the virtual board's core knows.
const flags = [
  ...['-mcpu=cortex-m0plus', '-mthumb', '-Os', '-std=gnu17', '-ffreestanding', '-fno-common', '-fno-tree-loop-distribute-patterns'],
  ...['-fno-asynchronous-unwind-tables', '-Wall', '-Wextra', '-Werror', `-ffile-prefix-map=${root}=`],
  ...['-nostdlib', '-s', '-Wl,--build-id=sha1', '-Wl,--fatal-warnings', '-Wl,--nmagic', '-Wl,--gc-sections'],
];

/** Version lines of compiler and linker, as kept in prebuilt/toolchain.txt; undefined where they are not installed. */
export const toolchain = async (): Promise<string | undefined> => {
  const firstLine = async (tool: string): Promise<string> => (await $({ quiet: true })`${tool} --version`).stdout.split('\n')[0] ?? '';
  const versions = await Promise.all([compiler, 'arm-none-eabi-ld'].map(firstLine)).catch(() => undefined);
  return versions && `${versions.join('\n')}\n`;
};

/** Compiles and links every image into `folder`, byte for byte the same each time with the same compiler. */
export const buildAll = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const image of images) await build(image, folder);
  await writeFile(join(folder, 'toolchain.txt'), (await toolchain()) ?? '');
};

const build = async (image: Image, folder: string): Promise<void> => {
  const output = resolve(folder, `${image.name}.elf`);
  if (image.fileBytes === undefined) return link(image, output, []);
  await withPadding(4, (padding) => link(image, output, [padding]));
  const missing = image.fileBytes - (await stat(output)).size;
  await withPadding(4 + missing, (padding) => link(image, output, [padding]));
};

const link = async (image: Image, output: string, extra: readonly string[]): Promise<void> => {
  const defines = Object.entries(image.defines ?? {}).map(([name, value]) => `-D${name}=${value}`);
  const sources = image.sources.map((source) => `source/${source}`);
  const inputs = [...defines, '-Llink', `-T${image.script}`, ...sources, ...extra];
  await $({ cwd: root, quiet: true })`${compiler} ${flags} ${`-DIMAGE="${image.name}"`} ${inputs} -o ${output}`;
  await chmod(output, 0o644);
};

const withPadding = async (bytes: number, use: (file: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'hil-firmware-'));
  try {
    const file = join(folder, 'padding.s');
    await writeFile(file, `.section .hil_padding,"",%progbits\n.space ${bytes}\n`);
    await use(file);
  } finally {
    await rm(folder, { recursive: true });
  }
};

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await buildAll(process.argv[2] ?? join(root, 'prebuilt'));
}
