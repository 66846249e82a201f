import { join } from 'node:path';
import type { Manifest } from './prepare/manifest.ts';

export interface MachineFiles {
  /** The folder that the manifest's names are relative to. */
  readonly out: string;
  /** The rig's own copy of the eMMC. */
  readonly emmc: string;
  /** What its network gives by TFTP. */
  readonly tftp: string;
  /** What holds DRAM where the M7 is not QEMU's. */
  readonly ddr: string;
}

/** Who listens on a port of this host gets what the UART says: UART3 of the A53, UART4 of an M7 that is QEMU's. */
export interface ConsolePorts {
  readonly a53: number;
  readonly m7?: number;
}

/** QEMU's arguments for one life of the board. */
export const qemuArguments = (manifest: Manifest, files: MachineFiles, ports: ConsolePorts): readonly string[] => {
  const { uboot, ubootAddress, rom, romAddress } = manifest;
  const artefact = (name: string): string => quoted(join(files.out, name));
  return [
    ...(manifest.bl31 === undefined ? stockMachine(manifest, files) : m7Machine(manifest, manifest.bl31, files)),
    // Each thread is named after what it runs.
    ...['-name', 'debug-threads=on'],
    // Halted until everything around it is in place.
    ...['-nodefaults', '-display', 'none', '-S'],
    ...['-chardev', 'stdio,id=qmp,signal=off', '-mon', 'chardev=qmp,mode=control'],
    // Over TCP: on a Unix socket the machine stands still as soon as a few hundred bytes wait for their reader.
    ...chardev('a53', ports.a53),
    ...(ports.m7 === undefined ? [] : chardev('m7', ports.m7)),
    // UART1 to UART4.
    ...['-serial', 'null', '-serial', 'null', '-serial', 'chardev:a53', '-serial', ports.m7 === undefined ? 'null' : 'chardev:m7'],
    ...['-device', `loader,file=${artefact(uboot)},addr=${ubootAddress}`],
    ...['-device', `loader,file=${artefact(rom)},addr=${romAddress}`],
    ...['-drive', `file=${quoted(files.emmc)},if=sd,bus=2,format=raw,id=mmc2`],
    // U-Boot makes up a MAC address, and QEMU's network keeps whom it first saw under an address: by DHCP it gets another one than Linux has.
    ...['-nic', `user,model=imx.enet,dhcpstart=10.0.2.40,hostfwd=tcp:127.0.0.1:0-10.0.2.15:22,tftp=${quoted(files.tftp)}`],
  ];
};

const chardev = (id: string, port: number): readonly string[] => ['-chardev', `socket,id=${id},host=127.0.0.1,port=${port},nodelay=on`];

const common = ['-accel', 'tcg,thread=multi'];

const stockMachine = ({ machine, ram, shim = '', dtb = '' }: Manifest, { out, ddr }: MachineFiles): readonly string[] => [
  ...['-M', `${machine},memory-backend=ram`, '-smp', '4', '-m', ram, ...common],
  ...['-object', `memory-backend-file,id=ram,size=${ram},mem-path=${quoted(ddr)},share=on`],
  ...['-kernel', join(out, shim), '-dtb', join(out, dtb)],
  // Where stores go that no device of QEMU takes: TCM, SRC and MU among them.
  ...['-d', 'unimp'],
];

// The fifth CPU is the M7. Without a kernel the first core begins in EL3 with what the loader names, and QEMU has no PSCI of its own.
const m7Machine = ({ machine, ram, bl31Address }: Manifest, bl31: string, { out }: MachineFiles): readonly string[] => [
  ...['-M', machine, '-smp', '4,maxcpus=5', '-m', ram, ...common],
  ...['-device', `loader,file=${quoted(join(out, bl31))},addr=${bl31Address},force-raw=on,cpu-num=0`],
  // What the M7 meets that is not there, and its lockups.
  ...['-d', 'unimp,guest_errors'],
];

/** The size of DRAM in bytes. */
export const ramBytesOf = ({ ram }: Pick<Manifest, 'ram'>): number => Number.parseInt(ram, 10) * (ram.endsWith('G') ? 2 ** 30 : 2 ** 20);

// In QEMU's option lists a comma ends a value, and two of them are one.
const quoted = (path: string): string => path.replaceAll(',', ',,');
