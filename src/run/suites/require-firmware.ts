import { closest } from '../../config/closest.ts';
import type { Lab } from '../../config/lab.ts';
import { ConfigError } from '../../core/errors.ts';
import { flatImage, flatRemedy } from '../../core/firmware.ts';
import { ownEntry } from '../../core/own-entry.ts';
import { type ScenarioDescription, wantsRefusal } from '../../core/scenario.ts';

/** Throws ConfigError for an image or an overlay that a scenario needs and the lab file does not name. */
export const requireFirmware = (
  scenarios: readonly ScenarioDescription[],
  lab: Pick<Lab, 'firmware' | 'overlays'> & Partial<Pick<Lab, 'os' | 'netboot'>>,
): void => {
  const mistakes = scenarios.flatMap((scenario) =>
    wantedBy(scenario).flatMap((wanted) => [
      ...mistakeIn(scenario, wanted, Object.keys(lab[wanted.kind] ?? {})),
      ...flatForLinux(scenario, wanted, lab.firmware),
    ]),
  );
  if (mistakes.length === 0) return;
  const remedy = [...new Set(mistakes.map((mistake) => mistake.remedy))].join('; ');
  if (mistakes.length === 1) throw new ConfigError(mistakes[0]!.text, { remedy });
  throw new ConfigError(`the suites have ${mistakes.length} mistakes`, { evidence: mistakes.map(({ text }) => text), remedy });
};

interface Wanted {
  readonly kind: 'firmware' | 'overlays' | 'os' | 'netboot';
  /** Where the scenario says so. */
  readonly key: string;
  readonly name: string;
}

const wantedBy = ({ needs }: ScenarioDescription): readonly Wanted[] => [
  ...(['preload', 'autostart', 'firmware'] as const).flatMap((key) => {
    const name = needs[key];
    return name === undefined ? [] : [{ kind: 'firmware' as const, key, name }];
  }),
  ...(['os', 'netboot'] as const).flatMap((kind) => {
    const name = needs[kind];
    return name === undefined ? [] : [{ kind, key: kind, name }];
  }),
  ...(typeof needs.overlay === 'object' ? needs.overlay.files : []).map((name) => ({
    kind: 'overlays' as const,
    key: 'overlay.files',
    name,
  })),
];

interface Mistake {
  readonly text: string;
  readonly remedy: string;
}

/** What Linux is to load must be an ELF file (rproc_elf_sanity_check() of the kernel), unless it is to refuse it. */
const flatForLinux = (scenario: ScenarioDescription, { key, name }: Wanted, firmware: Lab['firmware']): readonly Mistake[] => {
  const { expects, needs } = scenario;
  const isForLinux = key === 'autostart' || (key === 'firmware' && needs.preload !== name);
  if (!isForLinux || ownEntry(firmware, name)?.kind !== 'm7-bin' || wantsRefusal(expects)) return [];
  return [{ text: `${whereIs(scenario)}: ${key}: ${flatImage(name)}`, remedy: flatRemedy }];
};

const whereIs = ({ id, place }: ScenarioDescription): string => (place === undefined ? id : `${place.replace(/:\d+$/, '')}: '${id}'`);

const mistakeIn = (scenario: ScenarioDescription, { kind, key, name }: Wanted, names: readonly string[]): readonly Mistake[] => {
  if (names.includes(name)) return [];
  const like = closest(name, names);
  const where = whereIs(scenario);
  const noun = { firmware: 'firmware', overlays: 'overlay', os: 'system', netboot: 'netboot' }[kind];
  return [
    {
      text: `${where}: ${key}: the lab file names no ${noun} '${name}'${like ? `; did you mean '${like}'?` : ''}`,
      remedy: `it names: ${names.join(', ') || 'none'}`,
    },
  ];
};
