import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Machine } from '../machine.ts';
import { readManifest } from '../prepare/manifest.ts';
import { m7NotPrepared, onPrepared } from '../testing/prepared.ts';
import { type Qtest, startQtest } from '../testing/qtest.ts';
import { smallMachine } from '../testing/small-machine.ts';

// Messaging unit 1, side of the A53 and side of the M7. In fields of four bits, channel 0 has the highest.
const [a, b] = [0x30aa_0000, 0x30ab_0000];
const [transmit, receive, status, control] = [0x00, 0x10, 0x20, 0x24];
const full = (channel: number): number => 1 << (27 - channel);
const empty = (channel: number): number => 1 << (23 - channel);
const requested = (channel: number): number => (1 << (31 - channel)) >>> 0;
const request = (channel: number): number => 1 << (19 - channel);
const [waiting, allEmpty] = [0x30340058, 0x00f0_0000];
const [m7Control, resetStatus] = [0x3039_000c, 0x3039_005c];
const handshakes = 0x303a_0190;
// CCM_TARGET_ROOT34 and 97, with the places that set and clear bits.
const [audioAhb, uart4Root] = [0x3038_9100, 0x3038_b080];
const [set, clear, enable] = [4, 8, 1 << 28];
const [itcm, dtcm] = [0x7e_0000, 0x80_0000];
const uart4 = { transmit: 0x30a6_0040, control2: 0x30a6_0084, status1: 0x30a6_0094, status2: 0x30a6_0098, test: 0x30a6_00b4 };
const [ready, complete, isFull] = [1 << 13, 1 << 3, 1 << 4];

describe.skipIf(m7NotPrepared !== undefined)(onPrepared('the blocks that QEMU lacks', m7NotPrepared), () => {
  let machine: Machine;
  let qtest: Qtest;

  beforeAll(async () => {
    qtest = await startQtest((argument) => {
      machine = new Machine(readManifest(undefined, 'm7').qemu, smallMachine(['-smp', '4,maxcpus=5', '-S', '-qtest', argument]), {
        write: () => {},
        reset: () => {},
        ended: () => {},
      });
      return machine.started();
    });
  });

  afterAll(async () => {
    await machine?.kill();
    await qtest?.[Symbol.asyncDispose]();
  });

  test('a word through the MU is full on the other side until it is read, and not empty on its own', async () => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      await qtest.write(from + transmit + 4, 0x1234_5678);
      expect((await qtest.read(from + status)) & empty(1)).toBe(0);
      expect((await qtest.read(to + status)) & full(1)).toBe(full(1));
      expect(await qtest.read(to + receive + 4)).toBe(0x1234_5678);
      expect((await qtest.read(to + status)) & full(1)).toBe(0);
      expect((await qtest.read(from + status)) & empty(1)).toBe(empty(1));
    }
  });

  test('a general purpose request stays until the other side acknowledges it', async () => {
    await qtest.write(a + control, request(2));
    expect(((await qtest.read(b + status)) & requested(2)) >>> 0).toBe(requested(2));
    expect((await qtest.read(a + control)) & request(2)).toBe(request(2));
    await qtest.write(b + status, requested(2));
    expect((await qtest.read(b + status)) & requested(2)).toBe(0);
    expect((await qtest.read(a + control)) & request(2)).toBe(0);
  });

  test('three flags of one side are read by the other, and a reset of the unit clears both', async () => {
    await qtest.write(b + control, 5);
    expect((await qtest.read(a + status)) & 7).toBe(5);
    await qtest.write(a + transmit, 1);
    await qtest.write(a + control, 1 << 5);
    expect(await qtest.read(a + status)).toBe(allEmpty);
    expect(await qtest.read(b + status)).toBe(allEmpty);
  });

  test('the M7 waits after power-on, and its software resets clear themselves', async () => {
    expect(await qtest.read(waiting)).toBe(1);
    expect(await qtest.read(m7Control)).toBe(0xa8);
    await qtest.write(m7Control, 0xae);
    expect(await qtest.read(m7Control)).toBe(0xa8);
  });

  test('the reset status says power-on until it is told to forget', async () => {
    expect(await qtest.read(resetStatus)).toBe(1);
    await qtest.write(resetStatus, 1);
    expect(await qtest.read(resetStatus)).toBe(0);
  });

  test('the power controller acknowledges what it is asked for', async () => {
    await qtest.write(handshakes, 0x8000_0100);
    expect(await qtest.read(handshakes)).toBe(0x0100_0100);
  });

  test('the TCM comes up with what is no start vector, for both sides of it', async () => {
    const [stack, entry] = [await qtest.read(0x7e_0000), await qtest.read(0x7e_0004)];
    expect([stack, entry]).not.toEqual([0, 0]);
    expect(entry & 1).toBe(0);
    await qtest.write(0x7e_0000, 0x2002_0000);
    expect(await qtest.read(0x7e_0000)).toBe(0x2002_0000);
  });

  test('every root of a clock is on after power-on', async () => {
    expect([await qtest.read(audioAhb), await qtest.read(uart4Root)]).toEqual([enable, enable]);
  });

  test('without the clock of the audio domain neither TCM answers, and what it held is there again with it', async () => {
    await qtest.write(itcm, 0x2002_0000);
    await qtest.write(dtcm, 0x1234_5678);
    await qtest.write(audioAhb + clear, enable);
    expect([await qtest.read(itcm), await qtest.read(dtcm)]).toEqual([0, 0]);
    await qtest.write(itcm, 1);
    await qtest.write(audioAhb + set, enable);
    expect([await qtest.read(itcm), await qtest.read(dtcm)]).toEqual([0x2002_0000, 0x1234_5678]);
  });

  test('without its clock UART4 takes 32 characters and sends none, and sends them with it', async () => {
    await qtest.write(uart4.control2, 5);
    await qtest.write(uart4Root + clear, enable);
    for (let count = 0; count < 40; count++) await qtest.write(uart4.transmit, 0x41);
    expect((await qtest.read(uart4.status1)) & ready).toBe(0);
    expect((await qtest.read(uart4.status2)) & complete).toBe(0);
    expect((await qtest.read(uart4.test)) & isFull).toBe(isFull);
    await qtest.write(uart4Root + set, enable);
    expect((await qtest.read(uart4.status1)) & ready).toBe(ready);
    expect((await qtest.read(uart4.status2)) & complete).toBe(complete);
    expect((await qtest.read(uart4.test)) & isFull).toBe(0);
  });
});
