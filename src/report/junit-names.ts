import { type BoardRun, type Run, type ScenarioRun, scenariosOf, unownedOf } from './run-model.ts';
import { nameOf } from './run-values.ts';

export type CaseNames = ReadonlyMap<ScenarioRun, string>;

/**
 * What each scenario is called. Readers know a test case from night to night by class and name, so neither tells on which of several boards its turn came;
 * only where several boards ran the same one does its name have the board. What is repeated on a board has its number.
 */
export const caseNames = (run: Run): CaseNames => {
  const all = scenariosOf(run);
  const boards = new Map<string, Set<string>>();
  for (const scenario of all) boards.set(keyOf(scenario), (boards.get(keyOf(scenario)) ?? new Set()).add(scenario.board));
  const seen = new Map<string, number>();
  return new Map(
    all.map((scenario) => {
      const isShared = (boards.get(keyOf(scenario))?.size ?? 1) > 1;
      const name = `${nameOf(scenario)}${isShared ? ` [${scenario.board}]` : ''}`;
      const key = JSON.stringify([scenario.description.suite, name]);
      const count = 1 + (seen.get(key) ?? 0);
      seen.set(key, count);
      return [scenario, count > 1 ? `${name} #${count}` : name];
    }),
  );
};

// Rounds of one scenario differ in their ids, and a board may do the first and another the second.
const keyOf = ({ description, round }: ScenarioRun): string => JSON.stringify([description.id, round]);

/** What the incidents of a board that no scenario owns are called as test cases, each by a name of its own. */
export const outsideNames = (board: BoardRun): readonly string[] => {
  const seen = new Map<string, number>();
  return unownedOf(board).map(({ during }) => {
    const count = 1 + (seen.get(during) ?? 0);
    seen.set(during, count);
    return `no kernel incident during ${during}${count > 1 ? ` #${count}` : ''}`;
  });
};
