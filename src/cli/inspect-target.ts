import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { modelNamed, usualModel } from '../board/models/model-named.ts';
import { loadLab } from '../config/load-lab.ts';
import { selectBoards } from '../config/select-boards.ts';
import { ConfigError } from '../core/errors.ts';
import type { CoreModel } from '../core/model-limit.ts';
import type { VirtualSettings } from '../core/virtual.ts';
import type { ReservedRegion } from '../knowledge/firmware/address-map.ts';
import type { InspectOptions } from '../knowledge/firmware/inspect.ts';

export interface TargetOptions {
  /** A lab file, for `board`. */
  readonly config: string;
  /** Regions: `none`, `name=0xBASE+0xSIZE,…`, or a JSON file. */
  readonly overlay?: string;
  readonly board?: string;
  /** As `1GB`. */
  readonly ram?: string;
  /** A model of board; by default that of `board`, or the usual one. */
  readonly model?: string;
}

/** What an image is judged against: the regions and the DRAM of one board. Touches no board. Throws ConfigError. */
export const inspectTarget = async ({ config, overlay, board, ram, model }: TargetOptions): Promise<InspectOptions> => {
  const ofBoard = board === undefined ? {} : optionsOf(await loadLab(config), board, ram !== undefined);
  return {
    target: usualModel.target,
    ...ofBoard,
    ...(model === undefined ? {} : { target: modelNamed(model).target }),
    ...(overlay === undefined ? {} : { overlay: regionsOf(overlay) }),
    ...(ram === undefined ? {} : { ramBytes: ramBytesOf(ram) }),
  };
};

const optionsOf = (lab: Awaited<ReturnType<typeof loadLab>>, pattern: string, ramIsSaid: boolean): Partial<InspectOptions> => {
  const [name, ...others] = selectBoards(lab, [pattern]);
  if (others.length > 0)
    throw new ConfigError(`'${pattern}' names several boards`, { remedy: `choose one of: ${[name, ...others].join(', ')}` });
  const { parts, model } = lab.boards[name!]!;
  const { target, virtual } = modelNamed(model);
  const core = parts.core as CoreModel | undefined;
  if (parts.rig === 'qemu') return { target, ...(core ? { core } : {}) };
  if (parts.rig !== 'virtual') {
    if (ramIsSaid) return { target };
    throw new ConfigError(`nothing in the lab file says how much RAM '${name}' has, and an inspection touches no board`, {
      remedy: 'say it: --ram 1GB',
    });
  }
  const { ram = virtual.modules[0].ram, hmpOverlay = true } = parts.settings as VirtualSettings;
  return { target, ramBytes: ramBytesOf(ram), ...(hmpOverlay ? {} : { overlay: [] }), core: virtual.chip.executes };
};

const ramBytesOf = (text: string): number => {
  const [, digits, unit] = /^(\d{1,4}) ?([GM])(?:i?B)?$/i.exec(text.trim()) ?? [];
  const bytes = Number(digits ?? 0) * (unit?.toUpperCase() === 'M' ? 2 ** 20 : 2 ** 30);
  if (bytes > 0) return bytes;
  throw new ConfigError(`--ram: '${text}' is no amount of memory`, { remedy: 'write it like 1GB or 512MB' });
};

const regionsOf = (text: string): ReservedRegion[] => {
  if (text === 'none') return [];
  return existsSync(text) || !text.includes('=') ? regionsOfFile(text) : text.split(',').map(regionOf);
};

const regionOf = (text: string): ReservedRegion => {
  const [, name, base, size] = /^([\w.-]+)=(0x[0-9a-f]{1,8}|\d{1,10})\+(0x[0-9a-f]{1,8}|\d{1,10})$/i.exec(text.trim()) ?? [];
  if (name === undefined)
    throw new ConfigError(`--overlay: '${text}' is no region`, {
      remedy: 'write regions like m7=0x80000000+0x1000000,vdev0vring0=0x55000000+0x8000, or name a JSON file',
    });
  return placed({ name, base: Number(base), size: Number(size) });
};

const number = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^0x[0-9a-f]{1,8}$/i, 'a number, or a string like "0x80000000", is wanted')
    .transform(Number),
]);
const regions = z.array(
  z.strictObject({
    name: z.string().min(1),
    base: number,
    size: number,
    use: z.enum(['firmware', 'vring', 'buffers', 'resource-table']).optional(),
  }),
);

const regionsOfFile = (file: string): ReservedRegion[] => {
  const { data, error } = regions.safeParse(jsonOf(file));
  if (!error) return data.map(({ use, ...region }) => placed({ ...region, ...(use ? { use } : {}) }));
  throw new ConfigError(`${file} is no list of regions`, {
    evidence: error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`),
    remedy: 'write [{ "name": "m7", "base": "0x80000000", "size": "0x1000000" }, …]',
  });
};

const jsonOf = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'it is no JSON';
    throw new ConfigError(`--overlay: ${file} cannot be read: ${why}`, {
      cause,
      remedy: 'name a JSON file, or write regions like m7=0x80000000+0x1000000; none for a board without the overlay',
    });
  }
};

const placed = ({ use, ...region }: Omit<ReservedRegion, 'use'> & Partial<ReservedRegion>): ReservedRegion => {
  if (region.size > 0 && region.base + region.size <= 2 ** 32) return { ...region, use: use ?? useOf(region.name) };
  throw new ConfigError(`--overlay: the region ${region.name} is empty or ends above 4 GiB, where the M7 sees nothing`);
};

// The driver tells the uses of regions by these names too (imx_rproc_addr_init in drivers/remoteproc/imx_rproc.c).
const useOf = (name: string): ReservedRegion['use'] => {
  if (/^vdev\d*vring/.test(name)) return 'vring';
  if (/^vdev/.test(name)) return 'buffers';
  return /^rsc[_-]table/.test(name) ? 'resource-table' : 'firmware';
};
