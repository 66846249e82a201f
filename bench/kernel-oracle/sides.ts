import { virtualModel } from '../../src/board/models/verdin-imx8mp/virtual.ts';
import { inspectFirmware, predict } from '../../src/knowledge/firmware/testing/verdin-imx8mp.ts';
import type { A53 } from '../../src/sim/virtual/remoteproc/a53.ts';
import { ElfImage } from '../../src/sim/virtual/remoteproc/elf-image.ts';
import { loadSegments } from '../../src/sim/virtual/remoteproc/firmware-load.ts';
import { type DeviceLog, deviceLog } from '../../src/sim/virtual/remoteproc/kernel-log.ts';
import { requestedVdevs } from '../../src/sim/virtual/remoteproc/resources.ts';

export type Kernel = '6.1' | '6.12';

/** What became of a start, up to the moment at which the core would be let go. */
export interface Start {
  readonly stage: 'sanity' | 'resources' | 'segments' | 'loaded' | 'out of bounds';
  readonly ret: number;
  /** Words 0 and 1 of the ITCM as hexadecimal bytes; a5 where nothing was written. */
  readonly itcm: string;
  readonly said: readonly string[];
}

/** The same image in the Linux of the virtual board. */
export const virtualStart = async (elf: Uint8Array, kernel: Kernel): Promise<Start> => {
  const said: string[] = [];
  const log = (device: string): DeviceLog => deviceLog((_, text) => void said.push(text), device);
  const core = log('remoteproc');
  const itcm = new Uint8Array(8).fill(0xa5);
  const end = (stage: Start['stage'], ret: number): Start => ({ stage, ret, itcm: Buffer.from(itcm).toString('hex'), said });
  const image = new ElfImage(elf, kernel === '6.12' ? 'all' : 'one');
  const { defect } = image;
  if (defect !== undefined) {
    core.err(defect);
    return end('sanity', -22);
  }
  const table = image.findTable(core);
  if (!table) core.info('No resource table in elf');
  const driverCore = { ...core, err: (text: string) => void said.push(text), warn: (text: string) => void said.push(text) };
  const vdevs = requestedVdevs(table?.bytes, { regions: virtualModel.remoteproc.regions, kernel, log: core, driverCore });
  if (typeof vdevs === 'number') return end('resources', vdevs);
  const isLoaded = await loadSegments(image, { model: virtualModel.remoteproc, kernel, a53: memory(itcm), core, driver: log('imx-rproc') });
  return isLoaded ? end('loaded', 0) : end('segments', -22);
};

const itcmBase = 0x7e_0000;

const memory = (itcm: Uint8Array): A53 => {
  const store = (at: number, length: number, byte: (index: number) => number): Promise<void> => {
    for (let index = 0; index < length && at + index < itcmBase + 8; index++)
      if (at + index >= itcmBase) itcm[at + index - itcmBase] = byte(index);
    return Promise.resolve();
  };
  const a53: Pick<A53, 'copy' | 'clear'> = {
    copy: (at, data) => store(at, data.byteLength, (index) => data[index]!),
    clear: (at, length) => store(at, length, () => 0),
  };
  return a53 as A53;
};

export interface Foreseen {
  readonly refused: boolean;
  /** SP and PC as the inspection says that loading leaves them; undefined where it says nothing of them. */
  readonly vector?: { readonly stackPointer: number; readonly programCounter: number };
  readonly because: string;
}

/** What the inspection says of the same image, without any board. */
export const foreseen = (elf: Uint8Array, kernel: Kernel): Foreseen => {
  const inspection = inspectFirmware(elf);
  const { outcome, because } = predict({
    firmware: inspection,
    startedBy: 'remoteproc',
    itcm: { kind: 'power-on-junk' },
    mcoreBooted: true,
    preloaded: false,
    kernel,
  });
  return {
    refused: outcome === 'refused',
    because: because.join('; '),
    ...(inspection.startVector ? { vector: inspection.startVector } : {}),
  };
};

const silent: DeviceLog = { err: () => {}, warn: () => {}, info: () => {} };
const bytesOf: Readonly<Record<number, number>> = { 0: 56, 1: 60, 2: 48 };

/** True where an entry lies over a vdev: Linux writes the numbers of its rings into its copy of the table, and reads the other entry with them. */
export const entriesOverlap = (elf: Uint8Array): boolean => {
  const table = new ElfImage(elf).findTable(silent)?.bytes;
  if (!table) return false;
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const offsets = Array.from({ length: view.getUint32(4, true) }, (_, index) => view.getUint32(16 + 4 * index, true));
  const spans = offsets
    .filter((from) => from + 28 <= table.byteLength)
    .map((from) => ({ from, type: view.getUint32(from, true) }))
    .map(({ from, type }) => ({ from, type, to: from + (type === 3 ? 28 + 20 * view.getUint8(from + 25) : (bytesOf[type] ?? 4)) }));
  return spans.some(
    (one, index) => one.type === 3 && spans.some((other, at) => at !== index && other.from < one.to && one.from < other.to),
  );
};
