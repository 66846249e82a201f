import { join } from 'node:path';
import type { Manifest } from './prepare/manifest.ts';

export interface MachineFiles {
  /** The folder that the manifest's names are relative to. */
  readonly out: string;
  /** The rig's own copy of the eMMC. */
  readonly emmc: string;
  /** What holds DRAM. */
  readonly ddr: string;
}

/** QEMU's arguments for one life of the board. `consolePort`: who listens there gets what UART3 says. */
export const qemuArguments = (manifest: Manifest, { out, emmc, ddr }: MachineFiles, consolePort: number): readonly string[] => {
  const { machine, ram, shim, dtb, uboot, ubootAddress, rom, romAddress } = manifest;
  const artefact = (name: string): string => quoted(join(out, name));
  return [
    ...['-M', `${machine},memory-backend=ram`, '-smp', '4', '-m', ram, '-accel', 'tcg,thread=multi'],
    ...['-object', `memory-backend-file,id=ram,size=${ram},mem-path=${quoted(ddr)},share=on`],
    // Halted until everything around it is in place.
    ...['-nodefaults', '-display', 'none', '-S'],
    ...['-chardev', 'stdio,id=qmp,signal=off', '-mon', 'chardev=qmp,mode=control'],
    // Over TCP: on a Unix socket the machine stands still as soon as a few hundred bytes wait for their reader.
    ...['-chardev', `socket,id=a53,host=127.0.0.1,port=${consolePort},nodelay=on`],
    // UART1 to UART4; the M7's is not QEMU's.
    ...['-serial', 'null', '-serial', 'null', '-serial', 'chardev:a53', '-serial', 'null'],
    ...['-kernel', join(out, shim), '-dtb', join(out, dtb)],
    ...['-device', `loader,file=${artefact(uboot)},addr=${ubootAddress}`],
    ...['-device', `loader,file=${artefact(rom)},addr=${romAddress}`],
    ...['-drive', `file=${quoted(emmc)},if=sd,bus=2,format=raw,id=mmc2`],
    ...['-nic', 'user,model=imx.enet,hostfwd=tcp:127.0.0.1:0-:22'],
    // Where stores go that no device of QEMU takes: TCM, SRC and MU among them.
    ...['-d', 'unimp'],
  ];
};

/** The size of DRAM in bytes. */
export const ramBytesOf = ({ ram }: Pick<Manifest, 'ram'>): number => Number.parseInt(ram, 10) * (ram.endsWith('G') ? 2 ** 30 : 2 ** 20);

// In QEMU's option lists a comma ends a value, and two of them are one.
const quoted = (path: string): string => path.replaceAll(',', ',,');
