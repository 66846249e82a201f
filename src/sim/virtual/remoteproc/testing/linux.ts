import { readFileSync } from 'node:fs';
import { virtualModel } from '../../../../board/models/verdin-imx8mp/virtual.ts';
import { boardClock } from '../../../../core/time.ts';
import { type Bench, openBench } from '../../soc/testing/bench.ts';
import { Remoteproc } from '../remoteproc.ts';
import type { RemoteprocOptions, RpmsgTty } from '../types.ts';

export interface Linux extends Bench {
  readonly rproc: Remoteproc;
  /** Kernel log with levels in front: '6 remoteproc remoteproc0: …'. */
  readonly log: string[];
  readonly ttys: RpmsgTty[];
  readonly happened: string[];
  /** Sets the firmware to these bytes and starts it. */
  start(firmware: Uint8Array): Promise<number>;
}

export interface LinuxOptions extends Partial<Omit<RemoteprocOptions, 'soc'>> {
  readonly mcoreBooted?: boolean;
  readonly seed?: number;
  /** What happens in U-Boot. */
  readonly before?: ((bench: Bench) => void) | undefined;
}

const clock = boardClock(100);

/** A board that has booted Linux, with its cm7 node probed. */
export const bootLinux = async ({ mcoreBooted = true, before, seed = 1, ...options }: LinuxOptions = {}): Promise<Linux> => {
  const ramBytes = options.ramBytes ?? 2 ** 32;
  const bench = openBench({ clock, ramBytes, seed });
  before?.(bench);
  const [log, ttys, happened] = [[] as string[], [] as RpmsgTty[], [] as string[]];
  let bytes: Uint8Array | undefined;
  const kernel = options.kernel ?? '5.15';
  const rproc = new Remoteproc({
    soc: bench.soc,
    model: virtualModel.remoteproc,
    node: 'remoteproc0',
    kernel,
    tfA: 'nxp',
    ramBytes,
    hmpOverlay: true,
    clock,
    printk: (level, text) => log.push(`${level} ${text}`),
    readFirmware: () => bytes,
    onHang: () => happened.push('hang'),
    onAbort: () => happened.push('abort'),
    onOops: (where) => happened.push(`oops ${where}`),
    onTty: ({ present, tty }) => {
      happened.push(`${present ? '+' : '-'}${tty.name}`);
      if (present) ttys.push(tty);
    },
    ...options,
  });
  bench.soc.linuxBooted({ kernel, mcoreBooted });
  await rproc.probe();
  const start = (firmware: Uint8Array): Promise<number> => {
    bytes = firmware;
    rproc.writeFirmware('m7.elf\n');
    return rproc.writeState('start\n');
  };
  return { ...bench, rproc, log, ttys, happened, start };
};

export const shutDown = ({ rproc, soc }: Linux): void => {
  rproc.dispose();
  soc.powerOff();
};

export const prebuilt = (name: string): Uint8Array => new Uint8Array(readFileSync(`firmware/prebuilt/${name}.elf`));
