import { relative } from 'node:path';
import type { TestCase, TestModule, TestSuite } from 'vitest/node';
import { isOnly } from '../../scenario/only.ts';
import type { CollectedScenario } from './collected.ts';

/** Where `.only` stands in a suite, as `suites/boot.ts:12`, in order and each once. */
export const onlyPlaces = (module: TestModule, root: string): readonly string[] => {
  const found = [...tasksOf(module)].filter((task) => isOnly(errorsOf(task)));
  return [...new Set(found.map((task) => placeOf(task, module, root)))];
};

const tasksOf = function* ({ children }: TestModule | TestSuite): Generator<TestCase | TestSuite> {
  for (const child of children) {
    yield child;
    if (child.type === 'suite') yield* tasksOf(child);
  }
};

const errorsOf = (task: TestCase | TestSuite): readonly { readonly message: string }[] =>
  (task.type === 'suite' ? task.errors() : task.result().errors) ?? [];

const placeOf = ({ location }: TestCase | TestSuite, { moduleId }: TestModule, root: string): string =>
  `${relative(root, moduleId)}${location ? `:${location.line}` : ''}`;

/** How few scenarios run since others of their files say that they alone shall; undefined where none is left out by that. */
export const partOf = (collected: readonly CollectedScenario[]): string | undefined => {
  const places = [...new Set(collected.flatMap(({ leftOutBy }) => leftOutBy ?? []))];
  if (places.length === 0) return undefined;
  const run = collected.filter(({ skip }) => !skip).length;
  return `only ${run} of ${collected.length} scenarios were to run, because of .only at ${places.join(', ')}`;
};
