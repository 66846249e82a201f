import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Made, Shell } from './step.ts';

export interface ModuleChoice {
  readonly kernel: Made;
  /** Those built beside the kernel's own. */
  readonly modules: Made;
  readonly names: readonly string[];
}

/** The named modules, and what they need, below `root`/lib/modules: unpacked, since busybox cannot read xz. */
export const installModules = async (root: string, release: string, choice: ModuleChoice, sh: Shell): Promise<void> => {
  const all = await everyModule(`${root}.modules`, release, choice, sh);
  const target = join(root, 'lib/modules', release);
  mkdirSync(target, { recursive: true });
  for (const file of ['modules.builtin', 'modules.builtin.modinfo', 'modules.order']) cpSync(join(all.folder, file), join(target, file));
  for (const path of await closure(all.base, release, choice.names, sh)) {
    const file = join(target, relative(all.folder, path));
    mkdirSync(dirname(file), { recursive: true });
    cpSync(path, file);
    if (file.endsWith('.xz')) await sh`xz -d ${file}`;
  }
  await sh`depmod -b ${root} ${release}`;
  await sh`rm -rf ${all.base}`;
};

/** Paths of the modules in the order they have to be loaded in. */
export const closure = async (base: string, release: string, names: readonly string[], sh: Shell): Promise<string[]> => {
  // Nothing of this machine's own configuration of modules counts.
  const { stdout } = await sh`modprobe -C /dev/null -d ${base} -S ${release} --all --show-depends ${names}`;
  return [...new Set([...stdout.matchAll(/^insmod (\S+)/gm)].map(([, path]) => path!))];
};

const everyModule = async (base: string, release: string, { kernel, modules }: ModuleChoice, sh: Shell) => {
  const folder = join(base, 'lib/modules', release);
  mkdirSync(folder, { recursive: true });
  await sh`cp -al ${kernel.path('modules')}/. ${folder}`;
  mkdirSync(join(folder, 'updates'));
  const built = readdirSync(modules.path('.')).filter((file) => file.endsWith('.ko'));
  for (const file of built) cpSync(modules.path(file), join(folder, 'updates', file));
  await sh`depmod -b ${base} ${release}`;
  return { base, folder };
};
