import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import { all, claimed, type Evidence, everyImx, evidence, one, type Row } from './row.ts';

const details =
  /(?:vdev|trace|devmem|carveout) rsc (?:is truncated|has non zero reserved bytes)|rsc table is truncated|too many vrings: \d+|invalid qsz \(-?\d+\) or alignment|(?:Registered|Allocated) carveout doesn't fit|Carveout already associated|Unable to allocate carveout|failed to map devmem|resource table (?:truncated|incomplete)|unsupported fw ver|non zero reserved bytes|Can't allocate memory entry structure|failed to create rproc-virtio device/;
const verdicts =
  /Failed to process resources: -\d+|can't load resource table: -\d+|Failed to allocate associated carveouts: -\d+|(?:Failed|failed) to find resource table|rproc-virtio\S*: probe (?:of \S+ |with driver \S+ )?failed with error -(?:12|22)|probe of rproc-virtio\S* failed/;

const refused = (facts: Facts): Evidence | undefined => {
  const verdict = all(facts, verdicts).slice(0, 2);
  const detail = all(facts, details).slice(0, 3);
  if (verdict.length > 0) return evidence('certain', ...detail, ...verdict);
  // A core that is up behind it runs without its table.
  const start = facts.starts.at(-1);
  const isUp = start?.up !== undefined || one(facts, /remote processor \S+ is now up/) !== undefined;
  if (detail.length > 0) return evidence(isUp ? 'possible' : 'certain', ...detail, start?.refused);
  const said = claimed(facts, 'table-refused');
  return said && evidence('likely', said, facts.starts.at(-1)?.refused);
};

/** Cores whose driver (ti_k3_*) leaves parse_fw to the core of remoteproc, which wants a table and says -22 without a word where there is none. */
const tableWanted = /\.(?:m4f?ss|r5f|dsp)$/;
const refusedWithoutAWord = ({ lines, foreignLines, platform }: Facts): readonly LogLine[] | undefined => {
  for (const { number } of platform.cores.filter(({ name }) => tableWanted.test(name))) {
    const own = [...lines, ...foreignLines].filter(({ text }) => text.includes(`remoteproc${number}: `));
    const at = own.findLastIndex(({ text }, index) => /Booting fw image/.test(text) && /Boot failed: -22/.test(own[index + 1]?.text ?? ''));
    if (at !== -1) return own.slice(at, at + 2);
  }
  return undefined;
};

/** Without a table Linux makes no rings and no channel: the firmware waits for a link that never comes. */
const noTable = (facts: Facts): Evidence | undefined => {
  const silent = refusedWithoutAWord(facts);
  if (silent) return evidence('likely', ...silent);
  const line = one(facts, /No resource table in (?:the )?elf|no dtb rsrc-table/);
  if (!line || line.text.includes('dtb') || one(facts, /creating channel \S+ addr|assigned reserved memory node vdev|rpmsg host is online/))
    return undefined;
  const waits = claimed(facts, 'no-link') ?? m7Waits(facts);
  const tty = one(facts, /ttyRPMSG\S*.*No such file|imx rpmsg driver is registered/);
  const isWanted = facts.lines.find(({ command }) => command !== undefined && /^modprobe\b.*rpmsg/i.test(command));
  return (waits ?? tty ?? isWanted) && evidence(waits && waits.channel !== 'said' ? 'certain' : 'likely', line, waits, tty, isWanted);
};

const m7Waits = ({ m7Lines, lines }: Facts): LogLine | undefined =>
  m7Lines.find(({ text }) => /RPMSG |wait.*link/i.test(text)) ?? lines.find(({ text }) => /^RPMSG (?:String Echo|Ping)/i.test(text));

const noMemory = (facts: Facts): Evidence | undefined => {
  const buffer = one(
    facts,
    /No vring buffer|remoteproc\d+.*: (?:Can't associate reserved memory|Failed to associate buffer)|rproc-virtio\S* \S+: (?:Can't associate reserved memory|Failed to associate buffer)/,
  );
  const probe = one(
    facts,
    /(?:imx[-_]rpmsg|virtio_rpmsg_bus|rpmsg)\S*:? .*(?:failed with error -12|-ENOMEM|failed to allocate|dma_alloc)|probe of (?:virtio\d+|\S*rpmsg\S*) failed with error -12|failed to allocate dma memory: len/,
  );
  const said = claimed(facts, 'no-vring-memory');
  if (buffer ?? probe) return evidence('certain', buffer, probe, said);
  return said && !one(facts, verdicts) ? evidence('likely', said) : undefined;
};

const tableCommand = { step: 'hil inspect FILE: the resource table with each entry, and what each kernel version says to it' };
const reservedCommand = {
  command: 'ls /proc/device-tree/reserved-memory',
  shows: 'whether vdev0vring0, vdev0vring1 and vdevbuffer are there',
} as const;

export const resourceTableRows: readonly Row[] = [
  {
    id: 43,
    name: 'resource-table-refused',
    fixWords: /\b(?:resource table|rsc_table|vrings?)\b/i,
    symptom: 'Failed to process resources, or another error of the resource table, a vring or a carveout',
    cause:
      'Linux refuses an entry of the resource table in the image: -22 is an entry that is malformed or that it cannot serve (cut off, more than two vrings, devmem without an IOMMU), -12 one that does not fit the reserved regions (a vring outside its vdev0vringN, or larger than it).',
    matches: refused,
    excludedBy: (facts) => {
      const line = one(facts, /rpmsg host is online/);
      return line && { because: 'Linux took the table: it made the vdev', line };
    },
    confirm: [tableCommand, reservedCommand],
    fix: "Give the table the vring addresses of the device tree's vdev0vring0 and vdev0vring1 (0x55000000 and 0x55008000 of the HMP overlay) or 0xffffffff, make the regions large enough, and leave out devmem entries.",
    source: 'rproc_handle_resources, rproc_handle_vdev, rproc_alloc_vring in drivers/remoteproc/remoteproc_core.c',
  },
  {
    id: 44,
    name: 'no-resource-table',
    symptom:
      'No resource table in elf, and the firmware or somebody waits for RPMsg; on a TI core Boot failed: -22 right behind Booting fw image',
    cause:
      "The image brings no resource table, so Linux makes no vdev, no rings and no channel: RPMsg can never come up. TI's drivers refuse the start of such an image with -22 and say nothing else.",
    socs: [...everyImx, 'other'],
    matches: noTable,
    confirm: [
      { step: 'readelf -S FILE: a section .resource_table that is longer than 16 bytes; hil inspect FILE' },
      { command: 'dmesg | grep -iE "resource table|rpmsg|virtio"', shows: 'whether Linux made a vdev' },
    ],
    fix: 'Build the remoteproc form of the demo: rsc_table.c linked in, and its section kept by the linker script (KEEP(*(.resource_table))); on a TI core take the IPC example or another build with a table.',
    source: 'rproc_elf_load_rsc_table in drivers/remoteproc/remoteproc_elf_loader.c',
  },
  {
    id: 48,
    name: 'rpmsg-memory-missing',
    symptom: 'No vring buffer, or -12 when RPMsg is probed',
    cause:
      "RPMsg has no memory for its buffers: the region vdevbuffer (vdev0buffer) is missing, not named in the node's memory-region, or too small.",
    matches: noMemory,
    confirm: [
      reservedCommand,
      { command: 'dmesg | grep -iE "reserved mem|vdev|rpmsg"', shows: 'whether the region was set up as a DMA pool' },
    ],
    fix: 'Reserve vdevbuffer as a shared-dma-pool with no-map, name it in memory-region behind the vrings, and make it 1 MiB.',
    source: 'rproc_add_virtio_dev in drivers/remoteproc/remoteproc_virtio.c; drivers/rpmsg/imx_rpmsg.c of NXP',
  },
  {
    id: 59,
    name: 'empty-resource-table',
    symptom: 'header-less resource table',
    cause:
      'The image has an empty section .resource_table, which every linker script of NXP leaves behind: for Linux that is no table, and no fault.',
    role: 'advice',
    matches: (facts) => evidence('certain', one(facts, /header-less resource table/)),
    confirm: [tableCommand],
    fix: 'Nothing, unless the firmware wants RPMsg; then link rsc_table.c into it.',
    source: 'find_table in drivers/remoteproc/remoteproc_elf_loader.c',
  },
];
