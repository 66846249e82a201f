import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ConfigError } from '../../../core/errors.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 sum');
// A plain name: nothing may point out of the folder.
const fileName = z.string().regex(/^[\w.+-]+$/, 'expected a plain file name');

const fields = z.object({
  version: z.literal(1),
  /** Name or path of qemu-system-aarch64. */
  qemu: z.string().min(1),
  /** For `-M`. */
  machine: z.string().min(1),
  /** For `-m`. U-Boot probes all of it, so it is not a matter of taste. */
  ram: z.string().regex(/^\d+[MG]$/),
  /** For `-kernel`: jumps to U-Boot, so that QEMU enters it at EL2 with PSCI. Of a board without TF-A. */
  shim: fileName.optional(),
  /** TF-A's BL31 for the loader device at `bl31Address`, where the first core begins. Of a board whose QEMU has an M7. */
  bl31: fileName.optional(),
  bl31Address: z
    .string()
    .regex(/^0x[0-9a-f]+$/)
    .optional(),
  /** For the loader device at `ubootAddress`. */
  uboot: fileName,
  ubootAddress: z.string().regex(/^0x[0-9a-f]+$/),
  /** For the loader device at `romAddress`: stands in for the boot ROM's API. */
  rom: fileName,
  romAddress: z.string().regex(/^0x[0-9a-f]+$/),
  /** For `-dtb` beside the shim; U-Boot and Linux bring their own. */
  dtb: fileName.optional(),
  /** Pristine raw image of the eMMC: copy it, never boot it in place. */
  emmc: fileName,
  login: z.object({ user: z.string().min(1), password: z.string() }),
  /** Fingerprint of sshd's key as `ssh-keygen -lf` prints it. */
  hostKey: z.string().regex(/^SHA256:[\w+/]{43}$/),
  /** Its `uname -r`. */
  kernel: z.string().min(1),
  /** In place of `bl31`: as upstream has it, without the calls for the M7. */
  upstreamBl31: fileName.optional(),
  /** In place of `emmc` and `kernel`: with Debian 12's own kernel. */
  olderEmmc: fileName.optional(),
  olderKernel: z.string().min(1).optional(),
  sha256: z.record(fileName, sha256),
});

// Something has to run before U-Boot.
const schema = fields.refine(({ shim, dtb, bl31, bl31Address }) => (bl31 === undefined ? shim && dtb : bl31Address) !== undefined, {
  error: 'expected shim and dtb, or bl31 and its address',
});

/** What `npm run qemu:prepare` made; file names are relative to `outFolder(cache)`. */
export type Manifest = Readonly<z.infer<typeof schema>>;

const projectRoot = fileURLToPath(new URL('../../../..', import.meta.url));

/** HIL_QEMU_CACHE, or `.cache/qemu` below the project's root. */
export const cacheFolder = (environment: NodeJS.ProcessEnv = process.env): string =>
  resolve(environment.HIL_QEMU_CACHE || join(projectRoot, '.cache/qemu'));

/** The board whose M7 is a model of ours beside stock QEMU, or the one with a QEMU of its own that has an M7. */
export type QemuKind = 'stock' | 'm7';

export const outFolder = (cache: string, kind: QemuKind = 'stock'): string => join(cache, kind === 'm7' ? 'out-m7' : 'out');

const boardNames = { stock: 'QEMU board', m7: 'QEMU board with an M7' } as const;
export const prepareCommands = { stock: '`npm run qemu:prepare`', m7: '`npm run qemu:prepare -- --m7`' } as const;

/** Throws ConfigError where nothing complete was prepared. Their sums are checked when they are made, not here. */
export const readManifest = (cache: string = cacheFolder(), kind: QemuKind = 'stock'): Manifest => {
  const path = join(outFolder(cache, kind), 'manifest.json');
  const remedy = `run ${prepareCommands[kind]} first`;
  if (!existsSync(path)) throw new ConfigError(`no ${boardNames[kind]} is prepared in ${cache}`, { remedy });
  const manifest = parseManifest(path, remedy);
  const missing = Object.keys(manifest.sha256).filter((file) => !existsSync(join(outFolder(cache, kind), file)));
  if (missing.length > 0) {
    throw new ConfigError(`the ${boardNames[kind]} in ${cache} lacks ${missing.join(', ')}`, { remedy });
  }
  return manifest;
};

const parseManifest = (path: string, remedy: string): Manifest => {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new ConfigError(`${path} is not what this version of qemu:prepare writes`, { cause, remedy });
  }
};
