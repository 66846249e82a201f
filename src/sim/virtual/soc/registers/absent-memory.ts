import type { VirtualCore } from '../../../../core/virtual-model.ts';

interface AbsentMemory {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

/** Memory that the core of a real chip reaches and this model does not have (chapter 2, memory maps). */
const everywhere: readonly AbsentMemory[] = [
  { from: 0x0010_0000, to: 0x0010_8000, name: "CAAM's memory" },
  { from: 0x0800_0000, to: 0x1000_0000, name: 'the flash behind FLEXSPI' },
];
const audioProcessor: readonly AbsentMemory[] = [{ from: 0x003b_0000, to: 0x0040_0000, name: "the audio processor's memory" }];

const tables: Readonly<Record<VirtualCore, readonly AbsentMemory[]>> = {
  'Cortex-M7': [...everywhere, ...audioProcessor],
  'Cortex-M4': everywhere,
};

/** What a real chip has at an address where this one has nothing. */
export const absentMemoryAt = (core: VirtualCore, address: number): string | undefined =>
  tables[core].find(({ from, to }) => address >= from && address < to)?.name;
