import { expect, test } from 'vitest';
import type { ScenarioDescription, ScenarioExpectation, ScenarioNeeds } from '../../core/scenario.ts';
import { requireFirmware } from './require-firmware.ts';

const lab = { firmware: { elf: { kind: 'm7-elf', path: 'a.elf' }, flat: { kind: 'm7-bin', path: 'a.bin' } }, overlays: {} } as const;

const requires = (needs: ScenarioNeeds, expects: ScenarioExpectation = {}): (() => void) => {
  const scenario: ScenarioDescription = {
    id: 'boot > starts',
    suite: 'boot',
    name: 'starts',
    file: '/lab/boot.ts',
    place: 'boot.ts:3:1',
    needs,
    expects,
  };
  return () => requireFirmware([scenario], lab);
};

test.each<[ScenarioNeeds, string]>([
  [{ firmware: 'flat' }, "boot.ts:3: 'boot > starts': firmware: 'flat' is a flat binary (m7Bin), and Linux loads ELF files alone"],
  [{ autostart: 'flat' }, "autostart: 'flat' is a flat binary"],
  [{ preload: 'elf', firmware: 'flat' }, "firmware: 'flat' is a flat binary"],
  [{ firmware: 'elv' }, "the lab file names no firmware 'elv'; did you mean 'elf'?"],
])('%j is a mistake', (needs, sentence) => {
  expect(requires(needs)).toThrow(sentence);
  expect(requires(needs)).toThrow(expect.objectContaining({ fault: 'suite' }));
});

test.each<[ScenarioNeeds, ScenarioExpectation]>([
  [{ firmware: 'elf' }, {}],
  [{ preload: 'flat' }, {}],
  [{ preload: 'flat', firmware: 'flat' }, { outcome: 'alive' }],
  [{ firmware: 'flat' }, { outcome: 'refused' }],
  [{ autostart: 'flat' }, { outcome: 'alive', known: { link: 'https://lab.example/1', outcome: 'refused' } }],
])('%j that expects %j is none', (needs, expects) => {
  expect(requires(needs, expects)).not.toThrow();
});
