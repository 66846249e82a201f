import { relative } from 'node:path';
import type { TestCase, TestModule, TestSuite } from 'vitest/node';
import { ConfigError } from '../core/errors.ts';
import '../scenario/spec.ts';
import type { CollectedScenario } from './board-run.ts';
import { suiteNameOf } from './suite-files.ts';

/** The scenarios in suite files as vitest found them, in order. Throws ConfigError that names every mistake at once. */
export const descriptionsOf = (
  modules: readonly TestModule[],
  unhandled: readonly unknown[],
  root: string,
): readonly CollectedScenario[] => {
  const scenarios = modules.flatMap(scenariosOf);
  const mistakes = [
    ...modules.flatMap((module) =>
      module
        .errors()
        .map(({ message, stack }) => `${relative(root, module.moduleId)}${placeIn(stack, module.moduleId)}: ${firstLine(message)}`),
    ),
    ...unhandled.map((error) => firstLine((error as { readonly message?: string }).message ?? String(error))),
    ...duplicates(scenarios).map((id) => `two scenarios are called '${id}'`),
    ...modules.flatMap((module) =>
      strangers(module).map((name) => `${relative(root, module.moduleId)}: '${name}' is a bare test; write scenario(…)`),
    ),
  ];
  if (mistakes.length === 1) throw new ConfigError(mistakes[0]!);
  if (mistakes.length > 0) throw new ConfigError(`the suites have ${mistakes.length} mistakes`, { evidence: mistakes });
  if (scenarios.length === 0)
    throw new ConfigError('there are no scenarios in the suites', { remedy: 'write one: scenario(name, needs, body)' });
  return scenarios;
};

const scenariosOf = (module: TestModule): CollectedScenario[] =>
  [...module.children.allTests()].flatMap((test) => {
    const { hil } = test.meta();
    if (!hil) return [];
    const suite = suiteNameOf(module.moduleId);
    const { needs, expects, timeout, silence, follows, skip, place } = hil;
    const description = {
      id: `${suite} > ${test.fullName}`,
      suite,
      name: test.fullName,
      file: module.moduleId,
      needs,
      expects,
      ...(place ? { place } : {}),
    };
    return [{ description, timeout, silence, follows, blocks: blocksOf(test), skip: skip || test.options.mode === 'skip' }];
  });

const blocksOf = ({ parent }: TestCase | TestSuite): readonly string[] => (parent.type === 'suite' ? [...blocksOf(parent), parent.id] : []);

const strangers = (module: TestModule): string[] =>
  [...module.children.allTests()].filter((test) => !test.meta().hil).map(({ fullName }) => fullName);

const duplicates = (scenarios: readonly CollectedScenario[]): string[] => {
  const ids = scenarios.map(({ description }) => description.id);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
};

const placeIn = (stack: string | undefined, file: string): string => {
  const frame = stack?.split('\n').find((line) => line.includes(file));
  const [, line] = /:(\d+):\d+\)?$/.exec(frame ?? '') ?? [];
  return line ? `:${line}` : '';
};

const firstLine = (text: string): string => text.split('\n')[0]!;
