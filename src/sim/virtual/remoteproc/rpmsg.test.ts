import { afterEach, expect, test } from 'vitest';
import { until } from '../soc/testing/bench.ts';
import { buildElf } from '../soc/testing/elf-builder.ts';
import { halfwords, image, join, printer, wfi, words } from '../soc/testing/thumb.ts';
import { bootLinux, type Linux, type LinuxOptions, prebuilt, shutDown } from './testing/linux.ts';

const boards: Linux[] = [];

const boot = async (options?: LinuxOptions): Promise<Linux> => {
  const linux = await bootLinux(options);
  boards.push(linux);
  return linux;
};

/** struct resource_table with one vdev of two rings. */
const table = (...changes: readonly (readonly [index: number, value: number])[]): Uint8Array => {
  const fields = [1, 1, 0, 0, 20, 3, 7, 0, 1, 0, 0, 0x200, 0x5500_0000, 4096, 256, 0, 0, 0x5500_8000, 4096, 256, 1, 0];
  for (const [index, value] of changes) fields[index] = value;
  return words(...fields);
};

const withTable = (bytes: Uint8Array, code = printer('N', wfi)): Uint8Array =>
  buildElf({
    segments: [
      { paddr: 0, data: image(0, 0x2000_8000, code) },
      { paddr: 0x1000, data: bytes },
    ],
    table: { da: 0x1000, bytes },
  });

const collect = (linux: Linux): { text: () => string; close: () => void } => {
  let text = '';
  const close = linux.ttys[0]!.open((data) => {
    text += new TextDecoder().decode(data);
  });
  return { text: () => text, close };
};

afterEach(() => {
  for (const linux of boards.splice(0)) shutDown(linux);
});

test.for(['5.15', '6.1', '6.6'] as const)('a firmware echoes over ttyRPMSG30 under %s', async (kernel) => {
  const linux = await boot({ kernel });
  expect(await linux.start(prebuilt('tcm-rpmsg'))).toBe(0);
  await until(() => linux.happened.includes('+ttyRPMSG30'));

  const { text } = collect(linux);
  await until(() => text() === 'hello world!');
  for (let turn = 0; turn < 3; turn++) expect(await linux.ttys[0]!.write(new TextEncoder().encode(` ping ${turn}`))).toBe(0);
  await until(() => text() === 'hello world! ping 0 ping 1 ping 2');

  const vdev = kernel === '5.15' ? ' remoteproc0#vdev0buffer' : 'rproc-virtio rproc-virtio.2.auto';
  const lines = linux.log.filter((line) => !line.includes('imx_rpmsg_tty') && !line.includes('creating channel'));
  expect(lines.slice(3)).toEqual([
    `6 ${vdev}: assigned reserved memory node vdevbuffer@55400000`,
    '6 virtio_rpmsg_bus virtio0: rpmsg host is online',
    `6 ${vdev}: registered virtio0 (type 7)`,
    '6 remoteproc remoteproc0: remote processor imx-rproc is now up',
  ]);
  expect(linux.log.filter((line) => /channel|Install/.test(line))).toEqual([
    '6 virtio_rpmsg_bus virtio0: creating channel rpmsg-virtual-tty-channel-1 addr 0x1e',
    '6 imx_rpmsg_tty virtio0.rpmsg-virtual-tty-channel-1.-1.30: new channel: 0x400 -> 0x1e!',
    '6 imx_rpmsg_tty virtio0.rpmsg-virtual-tty-channel-1.-1.30: Install rpmsg tty driver!',
  ]);
  expect(linux.log.filter((line) => line.includes('-62'))).toEqual([]);
});

test('more messages than there are buffers come back in order', async () => {
  const linux = await boot();
  await linux.start(prebuilt('tcm-rpmsg'));
  await until(() => linux.ttys.length > 0);
  const { text } = collect(linux);
  const sent = Array.from({ length: 300 }, (_, index) => `<${index}>`);
  for (const message of sent) expect(await linux.ttys[0]!.write(new TextEncoder().encode(message))).toBe(0);
  await until(() => text() === `hello world!${sent.join('')}`);
});

test('a firmware that never reads its mailbox gets -62, and Linux goes on', async () => {
  const { start, log, rproc } = await boot();
  expect(await start(withTable(table()))).toBe(0);
  expect(rproc.state).toBe('running');
  expect(log.slice(-5)).toEqual([
    '6  remoteproc0#vdev0buffer: assigned reserved memory node vdevbuffer@55400000',
    '3 imx-rproc imx8mp-cm7: imx_rproc_kick: failed (0, err:-62)',
    '6 virtio_rpmsg_bus virtio0: rpmsg host is online',
    '6  remoteproc0#vdev0buffer: registered virtio0 (type 7)',
    '6 remoteproc remoteproc0: remote processor imx-rproc is now up',
  ]);
});

test('5.15 puts the table where the overlay says, later kernels where the ELF has it', async () => {
  const place = { '5.15': 0x550f_f000, '6.1': 0x7e_1000 } as const;
  for (const kernel of ['5.15', '6.1'] as const) {
    const { start, soc } = await boot({ kernel });
    await start(withTable(table([12, 0xffff_ffff], [17, 0xffff_ffff])));
    const at = place[kernel];
    expect(soc.memory.readUint8(at + 20 + 4 + 20)).toBe(7);
    expect([soc.memory.readUint32(at + 48), soc.memory.readUint32(at + 68)]).toEqual([0x5500_0000, 0x5500_8000]);
  }
});

const rings = [
  {
    what: 'a ring that does not fit its region',
    bytes: table([14, 2048]),
    line: "Registered carveout doesn't fit len request",
    result: -12,
  },
  { what: 'a ring elsewhere', bytes: table([12, 0x5400_0000]), line: "Registered carveout doesn't fit da request", result: -12 },
  { what: 'a ring without entries', bytes: table([14, 0]), line: 'invalid qsz (0) or alignment (4096)', result: -22 },
];

test.for([
  ...rings,
  { what: 'three rings', bytes: table([11, 0x300]), line: 'vdev rsc is truncated', result: -22 },
  { what: 'an entry behind the end', bytes: table([4, 4000]), line: 'rsc table is truncated', result: -22 },
])('$what in the table ends a start of 5.15', async ({ bytes, line, result }) => {
  const { start, log } = await boot();
  expect(await start(withTable(bytes))).toBe(result);
  expect(log.slice(-3)).toEqual([
    `3 remoteproc remoteproc0: ${line}`,
    `3 remoteproc remoteproc0: Failed to process resources: ${result}`,
    `3 remoteproc remoteproc0: Boot failed: ${result}`,
  ]);
});

test.for(rings)('$what costs later kernels RPMsg and nothing else', async ({ bytes, line, result }) => {
  const { start, log, rproc } = await boot({ kernel: '6.12' });
  expect(await start(withTable(bytes))).toBe(0);
  expect(rproc.state).toBe('running');
  expect(log).toEqual(
    expect.arrayContaining([
      `3 remoteproc remoteproc0: ${line}`,
      `3 rproc-virtio rproc-virtio.2.auto: probe with driver rproc-virtio failed with error ${result}`,
    ]),
  );
  expect(log.join('\n')).not.toContain('rpmsg host is online');
});

test.for(['5.15', '6.1', '6.6', '6.12'] as const)('devmem ends a start of %s, without a line of its own', async (kernel) => {
  const { start, log } = await boot({ kernel });
  expect(await start(withTable(words(1, 1, 0, 0, 20, 1, ...new Array<number>(13).fill(0))))).toBe(-22);
  expect(log.slice(-2)).toEqual([
    '3 remoteproc remoteproc0: Failed to process resources: -22',
    '3 remoteproc remoteproc0: Boot failed: -22',
  ]);
});

test('a table that is none is ignored with a word', async () => {
  const { start, log } = await boot({ kernel: '6.1' });
  expect(await start(withTable(words(1, 0)))).toBe(0);
  expect(log).toContain('3 remoteproc remoteproc0: header-less resource table');
  expect(log).toContain('6 remoteproc remoteproc0: No resource table in elf');
});

test('a stop with the tty open oopses about a second later', async () => {
  const linux = await boot();
  await linux.start(prebuilt('tcm-rpmsg'));
  await until(() => linux.ttys.length > 0);
  collect(linux);
  expect(await linux.rproc.writeState('stop')).toBe(0);
  expect(linux.happened).toEqual(['+ttyRPMSG30', '-ttyRPMSG30']);
  await until(() => linux.happened.includes('oops virtqueue_get_buf_ctx_split'));
});

test('a stop after closing the tty does not, and the next start talks again', async () => {
  const linux = await boot();
  await linux.start(prebuilt('tcm-rpmsg'));
  await until(() => linux.ttys.length > 0);
  collect(linux).close();
  expect(await linux.rproc.writeState('stop')).toBe(0);
  expect(await linux.start(prebuilt('tcm-rpmsg'))).toBe(0);
  await until(() => linux.ttys.length === 2);
  expect(linux.happened).toEqual(['+ttyRPMSG30', '-ttyRPMSG30', '+ttyRPMSG30']);
});

/** NXP's copyResourceTable() writes the table over vring 0 during start-up, which takes a few milliseconds on an M7 and longer on a host. */
const overwritesRing = join(
  halfwords(0x4804, 0x4905, 0x2200, 0x3201, 0x428a, 0xd1fc, 0x6001, wfi, 0xe7fd, 0), // r0 = ring; r1 = turns; do r2++ while r2 != r1; [r0] = r1; wfi
  words(0x5500_0000, 600_000),
);

test('what a firmware does to the rings during start-up is over before Linux makes them', async () => {
  const linux = await boot();
  expect(await linux.start(withTable(table(), overwritesRing))).toBe(0);
  await until(() => linux.soc.activity === 'waiting');
  expect(linux.soc.memory.readUint32(0x5500_0000)).toBe(0x5540_0000);
});
