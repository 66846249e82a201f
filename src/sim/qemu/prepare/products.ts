import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { $ } from 'zx';
import { fileSum, hasSum } from './checksum.ts';
import { emulator, machine } from './host-packages.ts';
import { type Identity, readIdentity } from './identity.ts';
import { type Manifest, outFolder } from './manifest.ts';
import { addresses } from './stand-ins.ts';
import type { Made, Workshop } from './step.ts';
import { bl31Address } from './tf-a.ts';

const common = { rom: 'rom.bin', uboot: 'u-boot-qemu.bin', emmc: 'emmc.img' } as const;
const files = {
  stock: { ...common, shim: 'shim.img', dtb: 'verdin.dtb' },
  m7: { ...common, bl31: 'bl31.bin', upstreamBl31: 'bl31-upstream.bin', olderEmmc: 'emmc-older.img' },
} as const;

/** What a product is a copy of, and the step that made it. */
export interface ProductSource {
  readonly path: string;
  readonly made: Made;
}

interface Common {
  /** `uname -r` on the board. */
  readonly kernel: string;
  readonly identity: Made;
}

export type Products = Common &
  (
    | { readonly kind: 'stock'; readonly sources: Readonly<Record<keyof (typeof files)['stock'], ProductSource>> }
    | {
        readonly kind: 'm7';
        /** Path of the QEMU that has one. */
        readonly qemu: string;
        /** `uname -r` of the other kernel. */
        readonly olderKernel: string;
        readonly sources: Readonly<Record<keyof (typeof files)['m7'], ProductSource>>;
      }
  );

/** Puts the products where they are used: only what is not there already, whole. */
export const putProducts = async (workshop: Workshop, cache: string, products: Products): Promise<void> => {
  const out = outFolder(cache, products.kind);
  const sums = await sumUp(workshop, products);
  const manifest = manifestOf(products, sums);
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  const path = join(out, 'manifest.json');
  mkdirSync(out, { recursive: true });
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) rmSync(path, { force: true });
  for (const [name, { path: source }] of named(products)) {
    if (await hasSum(join(out, name), sums[name]!)) continue;
    // Without it nothing is prepared: nobody finds old parts beside new ones.
    rmSync(path, { force: true });
    await $({ quiet: true })`cp --sparse=always ${source} ${join(out, name)}`;
  }
  writeFileSync(join(out, 'command.txt'), commandLine(manifest));
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
};

const named = ({ kind, sources }: Products): (readonly [string, ProductSource])[] => {
  const names: Readonly<Record<string, string>> = files[kind];
  return Object.entries(sources).map(([part, source]) => [names[part]!, source]);
};

const sumUp = async (workshop: Workshop, products: Products): Promise<Record<string, string>> => {
  const made = await workshop.make({
    name: products.kind === 'm7' ? 'sums-m7' : 'sums',
    inputs: Object.values(products.sources).map(({ made: { key } }) => key),
    make: async (folder) => {
      const sums: Record<string, string> = {};
      for (const [name, { path }] of named(products)) sums[name] = await fileSum(path);
      writeFileSync(join(folder, 'sums.json'), JSON.stringify(sums));
    },
  });
  return JSON.parse(readFileSync(made.path('sums.json'), 'utf8')) as Record<string, string>;
};

const manifestOf = (products: Products, sha256: Readonly<Record<string, string>>): Manifest => {
  const { user, password, hostKey }: Identity = readIdentity(products.identity);
  return {
    version: 1,
    qemu: products.kind === 'm7' ? products.qemu : emulator,
    machine,
    // U-Boot's get_ram_size probes up to 8 GiB, and an access beyond what there is aborts.
    ram: '8G',
    ...files[products.kind],
    ...(products.kind === 'm7' ? { bl31Address: hex(bl31Address), olderKernel: products.olderKernel } : {}),
    ubootAddress: hex(addresses.uboot),
    romAddress: hex(addresses.rom),
    login: { user, password },
    hostKey,
    kernel: products.kernel,
    sha256: { ...sha256 },
  };
};

const commandLine = (
  manifest: Manifest,
): string => `${manifest.qemu} -M ${manifest.machine} -smp ${manifest.bl31 ? '4,maxcpus=5' : '4'} -m ${manifest.ram} \\
  -accel tcg,thread=multi -display none -monitor none \\
  -serial null -serial null -serial CONSOLE -serial M7 \\
  ${manifest.bl31 ? `-device loader,file=${manifest.bl31},addr=${manifest.bl31Address},force-raw=on,cpu-num=0` : `-kernel ${manifest.shim} -dtb ${manifest.dtb}`} \\
  -device loader,file=${manifest.uboot},addr=${manifest.ubootAddress} -device loader,file=${manifest.rom},addr=${manifest.romAddress} \\
  -drive file=COPY_OF_${manifest.emmc},if=sd,bus=2,format=raw,id=mmc2 \\
  -nic user,model=imx.enet,hostfwd=tcp:127.0.0.1:PORT-:22
`;

const hex = (address: number): string => `0x${address.toString(16)}`;
