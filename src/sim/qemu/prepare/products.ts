import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { $ } from 'zx';
import { fileSum, hasSum } from './checksum.ts';
import { emulator, machine } from './host-packages.ts';
import { type Identity, readIdentity } from './identity.ts';
import { type Manifest, outFolder } from './manifest.ts';
import { addresses } from './stand-ins.ts';
import type { Made, Workshop } from './step.ts';

const files = { shim: 'shim.img', rom: 'rom.bin', uboot: 'u-boot-qemu.bin', dtb: 'verdin.dtb', emmc: 'emmc.img' } as const;

export interface Products {
  /** `uname -r` on the board. */
  readonly kernel: string;
  readonly identity: Made;
  /** What each product is a copy of, and the step that made it. */
  readonly sources: Readonly<Record<keyof typeof files, { readonly path: string; readonly made: Made }>>;
}

/** Puts the products where they are used: only what is not there already, whole. */
export const putProducts = async (workshop: Workshop, cache: string, products: Products): Promise<void> => {
  const out = outFolder(cache);
  const sums = await sumUp(workshop, products);
  const manifest = manifestOf(products, sums);
  const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
  const path = join(out, 'manifest.json');
  mkdirSync(out, { recursive: true });
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) rmSync(path, { force: true });
  for (const [part, { path: source }] of Object.entries(products.sources)) {
    const name = files[part as keyof typeof files];
    if (await hasSum(join(out, name), sums[name]!)) continue;
    // Without it nothing is prepared: nobody finds old parts beside new ones.
    rmSync(path, { force: true });
    await $({ quiet: true })`cp --sparse=always ${source} ${join(out, name)}`;
  }
  writeFileSync(join(out, 'command.txt'), commandLine(manifest));
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
};

const sumUp = async (workshop: Workshop, { sources }: Products): Promise<Record<string, string>> => {
  const made = await workshop.make({
    name: 'sums',
    inputs: Object.values(sources).map(({ made: { key } }) => key),
    make: async (folder) => {
      const sums: Record<string, string> = {};
      for (const [part, { path }] of Object.entries(sources)) sums[files[part as keyof typeof files]] = await fileSum(path);
      writeFileSync(join(folder, 'sums.json'), JSON.stringify(sums));
    },
  });
  return JSON.parse(readFileSync(made.path('sums.json'), 'utf8')) as Record<string, string>;
};

const manifestOf = ({ kernel, identity }: Products, sha256: Readonly<Record<string, string>>): Manifest => {
  const { user, password, hostKey }: Identity = readIdentity(identity);
  return {
    version: 1,
    qemu: emulator,
    machine,
    // U-Boot's get_ram_size probes up to 8 GiB, and an access beyond what there is aborts.
    ram: '8G',
    ...files,
    ubootAddress: hex(addresses.uboot),
    romAddress: hex(addresses.rom),
    login: { user, password },
    hostKey,
    kernel,
    sha256: { ...sha256 },
  };
};

const commandLine = (manifest: Manifest): string => `${manifest.qemu} -M ${manifest.machine} -smp 4 -m ${manifest.ram} \\
  -accel tcg,thread=multi -display none -monitor none \\
  -serial null -serial null -serial CONSOLE -serial M7 \\
  -kernel ${manifest.shim} -dtb ${manifest.dtb} \\
  -device loader,file=${manifest.uboot},addr=${manifest.ubootAddress} -device loader,file=${manifest.rom},addr=${manifest.romAddress} \\
  -drive file=COPY_OF_${manifest.emmc},if=sd,bus=2,format=raw,id=mmc2 \\
  -nic user,model=imx.enet,hostfwd=tcp:127.0.0.1:PORT-:22
`;

const hex = (address: number): string => `0x${address.toString(16)}`;
