import { readFileSync, realpathSync } from 'node:fs';
import { relative } from 'node:path';
import type { TestCase, TestModule, TestSuite } from 'vitest/node';
import { isReadByCi } from '../../core/ci-commands.ts';
import { ConfigError } from '../../core/errors.ts';
import type { ScenarioDescription } from '../../core/scenario.ts';
import type { Duration } from '../../core/time.ts';
import '../../scenario/spec.ts';
import { checkSpec } from './check-spec.ts';
import { loadSentence, unhandledSentence } from './load-error.ts';
import { onlyPlaces } from './only.ts';
import { suiteNameOf } from './suite-files.ts';

export interface CollectedScenario {
  readonly description: ScenarioDescription;
  readonly timeout: Duration;
  readonly silence: Duration;
  /** It looks at what the scenario before it left behind. */
  readonly follows?: boolean;
  /** The describe blocks that it stands in, the outermost first. */
  readonly blocks?: readonly string[];
  readonly skip: boolean;
  /** It is skipped since `.only` stands in its file, at these places. */
  readonly leftOutBy?: readonly string[];
}

/** The scenarios in suite files as vitest found them, in order. Throws ConfigError that names every mistake at once. */
export const descriptionsOf = (
  modules: readonly TestModule[],
  unhandled: readonly unknown[],
  root: string,
): readonly CollectedScenario[] => {
  const found = modules.flatMap((module) => testsOf(module, root));
  const scenarios = found.flatMap(({ scenario }) => scenario ?? []);
  const mistakes = [
    ...(scenarios.length === 0 ? [] : modules)
      .filter(isEmptySuite)
      .map(({ moduleId }) => `${relative(root, moduleId)}: ${whyEmpty(moduleId, modules, root)}`),
    ...modules.flatMap((module) => module.errors().map((error) => loadSentence(error, module.moduleId, root))),
    ...unhandled.map((error) => unhandledSentence(error, root)),
    ...found.flatMap(({ wrong }) => wrong),
    ...(isReadByCi() ? modules.flatMap((module) => onlyPlaces(module, root)).map(refusedOnly) : []),
    ...duplicates(scenarios, root),
    ...modules.flatMap((module) =>
      bareTests(module).map((name) => `${relative(root, module.moduleId)}: '${name}' is a bare test; write scenario(…)`),
    ),
  ];
  if (mistakes.length === 1) throw new ConfigError(mistakes[0]!);
  if (mistakes.length > 0) throw new ConfigError(`the suites have ${mistakes.length} mistakes`, { evidence: mistakes });
  if (scenarios.length === 0)
    throw new ConfigError('there are no scenarios in the suites', { remedy: 'write one: scenario(name, needs, body)' });
  return scenarios;
};

interface Found {
  readonly scenario?: CollectedScenario;
  readonly wrong: readonly string[];
}

const refusedOnly = (place: string): string => `${place}: .only leaves out every other scenario of the file, and CI is set: take it away`;

const testsOf = (module: TestModule, root: string): Found[] => {
  const only = onlyPlaces(module, root);
  return [...module.children.allTests()].flatMap((test) => {
    const { hil } = test.meta();
    if (!hil) return [];
    const suite = suiteNameOf(module.moduleId);
    const checked = hil.mistake === undefined ? checkSpec(hil.spec) : { mistakes: [hil.mistake] };
    const where = hil.place?.replace(/:\d+$/, '') ?? relative(root, module.moduleId);
    if ('mistakes' in checked) return [{ wrong: checked.mistakes.map((mistake) => `${where}: '${test.fullName}': ${mistake}`) }];
    const { needs, expects, tags, ...limits } = checked;
    const id = `${suite} > ${test.fullName}`;
    const place = hil.place === undefined ? {} : { place: hil.place };
    const description = {
      id,
      suite,
      name: test.fullName,
      file: module.moduleId,
      ...place,
      ...(tags.length > 0 ? { tags } : {}),
      needs,
      expects,
    };
    const skip = hil.skip || test.options.mode === 'skip';
    const left = skip && !hil.skip && only.length > 0 ? { leftOutBy: only } : {};
    return [{ wrong: [], scenario: { description, ...limits, blocks: blocksOf(test), skip, ...left } }];
  });
};

const blocksOf = ({ parent }: TestCase | TestSuite): readonly string[] => (parent.type === 'suite' ? [...blocksOf(parent), parent.id] : []);

// A list of cases that came out empty runs nothing, and nobody would miss it.
const isEmptySuite = (module: TestModule): boolean =>
  module.errors().length === 0 &&
  [...module.children.allTests()].length === 0 &&
  !/^\s*export\b|\bexports\b/m.test(readFileSync(module.moduleId, 'utf8'));

const bareTests = (module: TestModule): string[] =>
  [...module.children.allTests()].filter((test) => !test.meta().hil).map(({ fullName }) => fullName);

// A suite is called by its file's name, and a folder is no part of it.
const duplicates = (scenarios: readonly CollectedScenario[], root: string): string[] => {
  const places = new Map<string, string[]>();
  for (const { description } of scenarios) {
    const { id, place, file } = description;
    places.set(id, [...(places.get(id) ?? []), place?.replace(/:\d+$/, '') ?? relative(root, file)]);
  }
  return [...places].flatMap(([id, all]) =>
    all.length < 2 ? [] : [`${all.length === 2 ? 'two' : all.length} scenarios are called '${id}': ${all.join(', ')}`],
  );
};

// A file is loaded once, however many names it has.
const whyEmpty = (moduleId: string, modules: readonly TestModule[], root: string): string => {
  const own = realpathSync(moduleId);
  const other = modules.find((module) => module.moduleId !== moduleId && realpathSync(module.moduleId) === own && !isEmptySuite(module));
  return other
    ? `it is the same file as ${relative(root, other.moduleId)} by a link, and runs once: leave one of them out of 'suites'`
    : 'it holds no scenario; a file of helpers exports something';
};
