import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { platformOf } from '../../knowledge/diagnosis/platform.ts';
import { placeAt } from '../../knowledge/firmware/address-map.ts';
import { mcoreArgumentOf } from '../../knowledge/firmware/firmware-target.ts';
import { socTables } from '../../knowledge/firmware/soc-tables.ts';
import { translate } from '../../sim/virtual/remoteproc/address-table.ts';
import { toPhysical } from '../../sim/virtual/soc/m7-view.ts';
import { boardMaker, boardModels } from './model-named.ts';

const folders = readdirSync('src/board/models', { withFileTypes: true }).filter((entry) => entry.isDirectory());

test('a model is a folder and one line of export', () => {
  expect([...boardModels.keys()].sort()).toEqual(folders.map(({ name }) => name).sort());
  const lines = readFileSync('src/board/models/index.ts', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('export'));
  expect(lines).toHaveLength(folders.length);
  // Nobody but the index, tests and what is one model and no other, such as the board in QEMU, names a model's folder.
  const users = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('testing/'))
    .filter((file) => !file.startsWith('board/models/') && /models\/verdin-imx8m\w+\//.test(readFileSync(`src/${file}`, 'utf8')));
  expect(users.sort()).toEqual(['sim/qemu/m7/remote-m7.ts', 'sim/qemu/qemu-verdin.ts']);
});

test('a model that nobody knows is refused with those that there are', () => {
  expect(() => boardMaker('verdin-am62')).toThrow("there is no model of board 'verdin-am62'");
});

describe.each([...boardModels.values()].map(({ model }) => model))('$name', (model) => {
  const { profile, target, virtual } = model;

  test('has its own names, and its signs of a boot know its own prompt and no other', () => {
    expect(profile.name).toBe(model.name);
    const promptOf = (text: string): boolean => profile.stages.some(({ stage, pattern }) => stage === 'u-boot' && pattern.test(text));
    expect(promptOf(`${model.called} # `)).toBe(true);
    expect(profile.uboot.prompt).toBe(`${model.called} # `);
    for (const { model: other } of boardModels.values()) if (other !== model) expect(promptOf(`${other.called} # `)).toBe(false);
    expect(profile.uboot.storage).toBe(target.storage);
    expect(profile.uboot.tcm).toEqual({ address: target.itcm.system, size: target.itcm.size });
    expect(mcoreArgumentOf(target)).toBe(`${virtual.clocks.driver}.mcore_booted=1`);
    expect(model.provisioning.bootPartition).toBe(`/dev/mmcblk${virtual.emmc.number}p1`);
    expect(target.storage).toBe(`mmc ${virtual.emmc.number}:1`);
    expect(profile.consoles.a53).toContain(virtual.console.tty);
    expect(model.coreUart.opening.length).toBeGreaterThan(5);
  });

  test('is known to the diagnosis by its name', () => {
    expect(platformOf([], model.name).soc?.name).toBe(target.soc);
  });

  test('has the table that the inspection of any SoC knows', () => {
    const { core, memories } = socTables[target.soc];
    expect(core).toBe(target.processor);
    expect(
      target.addressMap.map(({ device, size, kind, owned }) => ({ base: device, size, kind: kind === 'qspi' ? 'flash' : kind, owned })),
    ).toEqual(memories);
    for (const at of target.startVectorAt)
      expect(target.addressMap.find(({ device, size }) => at >= device && at < device + size)).toMatchObject({
        system: target.itcm.system,
      });
  });

  test('is simulated with the memories that the runner believes in, each written down for itself', () => {
    const { remoteproc, chip } = virtual;
    expect(remoteproc.rows.map(({ da, sys, size, own = false }) => ({ device: da, system: sys, size, owned: own }))).toEqual(
      target.addressMap.map(({ device, system, size, owned }) => ({ device, system, size, owned })),
    );
    expect(remoteproc.regions.map(({ node, base, size }) => ({ name: node, base, size }))).toEqual(
      target.regions.map(({ name, base, size }) => ({ name, base, size })),
    );
    expect(remoteproc.device).toBe(target.node);
    expect(remoteproc.method).toBe(target.startsBy);
    expect(chip.tcmInDomain).toBe(target.tcmUnpoweredBefore !== undefined);
    expect([chip.core, chip.executes]).toEqual([target.processor, target.executes]);
    for (const { kind, device, system } of target.addressMap) if (kind !== 'qspi') expect(toPhysical(chip.windows, device)).toBe(system);
  });

  test('its loader takes a segment where the inspection says so', () => {
    const edges = target.addressMap
      .flatMap(({ device, size }) => [device, device + size])
      .concat(target.regions.flatMap(({ base, size }) => [base, base + size]));
    const near = fc.tuple(fc.constantFrom(...edges), fc.integer({ min: -0x1_0000, max: 0x1_0000 })).map(([edge, by]) => edge + by);
    const segment = fc.record({ da: fc.oneof(near, fc.nat(0xffff_ffff)), size: fc.oneof(fc.nat(0x2_0000), fc.nat(0x200_0000)) });
    fc.assert(
      fc.property(segment, ({ da, size }) => {
        fc.pre(da >= 0 && size > 0 && da + size <= 2 ** 32);
        expect(placeAt(target, da, size).accepted).toBe(translate(virtual.remoteproc, da, size, '6.1').physical !== undefined);
      }),
      { numRuns: 2000 },
    );
  });

  test('has test images for its memories', () => {
    const ofChip = `firmware/prebuilt/${target.soc}`;
    expect(existsSync(ofChip) || model.name === 'verdin-imx8mp').toBe(true);
  });
});
