import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ConfigError } from '../../../core/errors.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 sum');
// A plain name: nothing may point out of the folder.
const fileName = z.string().regex(/^[\w.+-]+$/, 'expected a plain file name');

const schema = z.object({
  version: z.literal(1),
  /** Name or path of qemu-system-aarch64. */
  qemu: z.string().min(1),
  /** For `-M`. */
  machine: z.string().min(1),
  /** For `-m`. U-Boot probes all of it, so it is not a matter of taste. */
  ram: z.string().regex(/^\d+[MG]$/),
  /** For `-kernel`: jumps to U-Boot, so that QEMU enters it at EL2 with PSCI. */
  shim: fileName,
  /** For the loader device at `ubootAddress`. */
  uboot: fileName,
  ubootAddress: z.string().regex(/^0x[0-9a-f]+$/),
  /** For the loader device at `romAddress`: stands in for the boot ROM's API. */
  rom: fileName,
  romAddress: z.string().regex(/^0x[0-9a-f]+$/),
  /** For `-dtb`; U-Boot and Linux bring their own. */
  dtb: fileName,
  /** Pristine raw image of the eMMC: copy it, never boot it in place. */
  emmc: fileName,
  login: z.object({ user: z.string().min(1), password: z.string() }),
  /** Fingerprint of sshd's key as `ssh-keygen -lf` prints it. */
  hostKey: z.string().regex(/^SHA256:[\w+/]{43}$/),
  /** Its `uname -r`. */
  kernel: z.string().min(1),
  sha256: z.record(fileName, sha256),
});

/** What `npm run qemu:prepare` made; file names are relative to `outFolder(cache)`. */
export type Manifest = Readonly<z.infer<typeof schema>>;

const projectRoot = fileURLToPath(new URL('../../../..', import.meta.url));

/** HIL_QEMU_CACHE, or `.cache/qemu` below the project's root. */
export const cacheFolder = (environment: NodeJS.ProcessEnv = process.env): string =>
  resolve(environment.HIL_QEMU_CACHE || join(projectRoot, '.cache/qemu'));

export const outFolder = (cache: string): string => join(cache, 'out');

const remedy = 'run `npm run qemu:prepare` first';

/** Throws ConfigError where nothing complete was prepared. Their sums are checked when they are made, not here. */
export const readManifest = (cache: string = cacheFolder()): Manifest => {
  const path = join(outFolder(cache), 'manifest.json');
  if (!existsSync(path)) throw new ConfigError(`no QEMU board is prepared in ${cache}`, { remedy });
  const manifest = parseManifest(path);
  const missing = Object.keys(manifest.sha256).filter((file) => !existsSync(join(outFolder(cache), file)));
  if (missing.length > 0) {
    throw new ConfigError(`the QEMU board in ${cache} lacks ${missing.join(', ')}`, { remedy });
  }
  return manifest;
};

const parseManifest = (path: string): Manifest => {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new ConfigError(`${path} is not what this version of qemu:prepare writes`, { cause, remedy });
  }
};
