import { relative } from 'node:path';
import { closest } from '../../config/closest.ts';
import { ConfigError } from '../../core/errors.ts';
import type { CollectedScenario } from '../suites/collected.ts';
import { suiteNameOf } from '../suites/suite-files.ts';
import { sparingBoots, type Unit, unitsOf } from './order.ts';

/** Which of the scenarios in the chosen suites run. Plain data: it crosses processes. Every part that is given must let a scenario through. */
export interface Selection {
  /** Ids or their beginnings, such as `cold-boot > a TCM`. Suites that a pattern names are all in, whatever stands here. */
  readonly names?: readonly { readonly suite: string; readonly name: string }[];
  /** Suites by pattern beside the names. */
  readonly wholeSuites?: readonly string[];
  /** A part of the id, or a regular expression between slashes. */
  readonly grep?: string;
  /** Exactly these ids. */
  readonly ids?: readonly string[];
  /** One of these. */
  readonly tags?: readonly string[];
  /** The nth of so many parts, from 1, in which provisioning changes least. All parts together are everything, each once. */
  readonly shard?: { readonly part: number; readonly of: number };
}

/**
 * What is selected of these, in their order, with what it is written to follow. Throws ConfigError where nothing is left: a run of nothing must not look
 * like a run.
 */
export const selectScenarios = (
  scenarios: readonly CollectedScenario[],
  selection: Selection = {},
  root = '',
): readonly CollectedScenario[] => {
  requireEach(scenarios, selection);
  const wanted = unitsOf(scenarios).flatMap((unit) => upToLast(unit, (scenario) => isWanted(scenario, selection, root)));
  if (wanted.length === 0) throw nothing(scenarios, selection);
  return selection.shard ? shardOf(wanted, selection.shard) : wanted;
};

// What follows looks at what the one before left behind.
const upToLast = (unit: Unit, isIn: (scenario: CollectedScenario) => boolean): readonly CollectedScenario[] =>
  unit.slice(0, unit.findLastIndex(isIn) + 1);

const isWanted = ({ description }: CollectedScenario, { names, wholeSuites = [], grep, ids, tags }: Selection, root: string): boolean => {
  const { id, suite, name, file } = description;
  const isNamed =
    names === undefined ||
    names.some((one) => one.suite === suite && name.startsWith(one.name)) ||
    wholeSuites.some((pattern) =>
      [suiteNameOf(file), relative(root, file), file].some((word) => word.includes(pattern.replace(/^\.\//, ''))),
    );
  return (
    isNamed &&
    (grep === undefined || patternOf(grep).test(id)) &&
    (ids === undefined || ids.includes(id)) &&
    (tags === undefined || tags.some((tag) => description.tags?.includes(tag)))
  );
};

/** `/restart.*stall/i` is a regular expression, anything else a part of the name in whatever case. Throws ConfigError for a wrong expression. */
export const patternOf = (text: string): RegExp => {
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? [];
  try {
    return source === undefined
      ? new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'), 'i')
      : new RegExp(source, flags!.replaceAll(/[gy]/g, ''));
  } catch (cause) {
    throw new ConfigError(`${text} is no regular expression: ${(cause as Error).message}`, { cause });
  }
};

const shardOf = (scenarios: readonly CollectedScenario[], { part, of }: { part: number; of: number }): readonly CollectedScenario[] => {
  const units = unitsOf(sparingBoots(scenarios));
  const from = Math.floor((units.length * (part - 1)) / of);
  const own = new Set(units.slice(from, Math.floor((units.length * part) / of)).flat());
  if (own.size === 0) throw new ConfigError(`part ${part} of ${of} is empty: there are ${units.length} scenarios that can run apart`);
  return scenarios.filter((scenario) => own.has(scenario));
};

/** Of several words one that means nothing would be left out without a word. Ids come from a run of before, and may be gone. */
const requireEach = (scenarios: readonly CollectedScenario[], { names = [], tags = [] }: Selection): void => {
  const unknownNames = names.filter(
    (one) => !scenarios.some(({ description: { suite, name } }) => one.suite === suite && name.startsWith(one.name)),
  );
  const unknownTags = tags.filter((tag) => !scenarios.some(({ description }) => description.tags?.includes(tag)));
  if (unknownNames.length + unknownTags.length > 0) throw nothing(scenarios, { names: unknownNames, tags: unknownTags });
};

const nothing = (scenarios: readonly CollectedScenario[], { names = [], grep, ids = [], tags = [] }: Selection): ConfigError => {
  const known = scenarios.map(({ description }) => description.id);
  const asked = [...names.map(({ suite, name }) => `${suite} > ${name}`), ...(grep === undefined ? [] : [grep]), ...ids];
  const near = [
    ...asked.flatMap((word) => nearestName(word, known) ?? []),
    ...tags.flatMap((tag) => closest(tag, [...new Set(scenarios.flatMap(({ description }) => description.tags ?? []))]) ?? []),
  ];
  return new ConfigError(`no scenario is called or marked so: ${[...asked, ...tags.map((tag) => `tag ${tag}`)].join(', ')}`, {
    remedy: near.length > 0 ? `did you mean '${near[0]}'?` : 'hil list shows them all',
  });
};

/** The id that is most like a mistyped one, or begins most like it. */
export const nearestName = (word: string, ids: readonly string[]): string | undefined => {
  const whole = closest(word, ids);
  if (whole !== undefined) return whole;
  const beginning = closest(
    word,
    ids.map((id) => id.slice(0, word.length)),
  );
  return beginning === undefined ? undefined : ids.find((id) => id.startsWith(beginning));
};
