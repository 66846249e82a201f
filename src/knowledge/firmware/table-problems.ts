import { placeAt, type ReservedRegion } from './address-map.ts';
import { hex } from './elf-format.ts';
import type { FirmwareProblem } from './firmware-problem.ts';
import type { FirmwareTarget } from './firmware-target.ts';
import type { ResourceTable } from './resource-table.ts';
import { anywhere } from './table-carveouts.ts';

/** What Linux says to the resource table of an image, and what its entries point at. */
export const tableProblems = (table: ResourceTable, target: FirmwareTarget): FirmwareProblem[] => [
  ...table.flaws.map((flaw) => notTaken(table, flaw)),
  ...refusals(table),
  ...vringsElsewhere(table, target.regions),
  ...traces(table, target),
];

const placeOf = ({ at, bytes }: ResourceTable): string => `.resource_table at ${hex(at)}, ${bytes} bytes`;

const notTaken = (table: ResourceTable, flaw: string): FirmwareProblem => ({
  code: 'bad-resource-table',
  effect: 'risk',
  sentence: `Linux takes the resource table for none, since ${flaw}: the image starts without RPMsg.`,
  evidence: [placeOf(table), 'the kernel says: No resource table in elf'],
  fix: 'Compare it with include/linux/remoteproc.h.',
});

const refusals = (table: ResourceTable): FirmwareProblem[] =>
  table.refusals.map(({ from, errno, sentence, line }): FirmwareProblem => {
    const kernel = [
      ...(line ? [`remoteproc remoteproc0: ${line}`] : []),
      ...(from === 'every kernel' ? [`remoteproc remoteproc0: Failed to process resources: ${errno}`] : []),
    ];
    return from === 'every kernel'
      ? {
          code: 'table-refused',
          effect: 'will-not-load',
          sentence: `Linux refuses the resource table: ${sentence}.`,
          evidence: [placeOf(table), ...kernel],
          fix: 'Correct this entry; compare it with include/linux/remoteproc.h.',
        }
      : {
          code: 'vring-refused',
          effect: 'risk',
          sentence: `Linux refuses a vring: ${sentence}. Up to 5.15 the start ends with ${errno}; from 6.1 on the core starts without RPMsg.`,
          evidence: [placeOf(table), ...kernel],
          fix: "Use the addresses of the overlay's vdev0vring0 and vdev0vring1 and sizes that fit them, or 0xffffffff to let Linux choose.",
        };
  });

// Where no region is named vdev0vringN Linux takes memory of its own choice, and the firmware looks where the table said.
const vringsElsewhere = ({ vdevs, refusals: refused }: ResourceTable, overlay: readonly ReservedRegion[]): FirmwareProblem[] => {
  if (refused.length > 0) return [];
  const rings = overlay.filter(({ use }) => use === 'vring');
  return vdevs
    .flatMap(({ vrings }) => vrings)
    .filter(({ address }) => address !== anywhere && !rings.some(({ base, size }) => address >= base && address < base + size))
    .map(({ address }) => ({
      code: 'vring-elsewhere',
      effect: 'risk',
      sentence: `The resource table puts a vring at ${hex(address)}, where the overlay reserves none.`,
      evidence: rings.map(({ name, base }) => `${name} at ${hex(base)}`),
      fix: 'Use the addresses of the overlay, or 0xffffffff to let Linux choose.',
    }));
};

// rproc_trace_read in drivers/remoteproc/remoteproc_debugfs.c translates the address when somebody reads the trace.
const traces = ({ traces: found }: ResourceTable, target: FirmwareTarget): FirmwareProblem[] =>
  found
    .filter(({ address, bytes }) => !placeAt(target, address, Math.max(1, bytes)).accepted)
    .map(({ address, bytes, name }) => ({
      code: 'trace-elsewhere',
      effect: 'risk',
      sentence: `The trace buffer ${name || '(without a name)'} lies at ${hex(address)}, ${bytes} bytes, where the kernel has nothing mapped: the image starts, and its trace cannot be read.`,
      evidence: ['the kernel says of it in debugfs: Trace not available'],
      fix: 'Put the trace buffer into the TCM or the reserved region.',
    }));
