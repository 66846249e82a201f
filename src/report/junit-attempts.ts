import type builder from 'junit-report-builder';
import { characterData, plainLine } from './plain-text.ts';
import type { ScenarioRun } from './run-model.ts';
import { isFlaky, reasonOf, verdictOf } from './run-values.ts';
import { errorStory, storyOf } from './story.ts';

type Case = ReturnType<ReturnType<ReturnType<typeof builder.newBuilder>['testSuite']>['testCase']>;
type Element = ReturnType<Case['build']>;

/** What the builder knows no word for, put into the element of a test case. */
export const extendCase = (testCase: Case, extend: (element: Element) => void): void => {
  const build = testCase.build.bind(testCase);
  testCase.build = (parent) => {
    const element = build(parent);
    extend(element);
    return element;
  };
};

/**
 * The attempts before the last one, as Surefire writes them: `flakyFailure` and `flakyError` in a test case that came out as expected, `rerunFailure`
 * and `rerunError` in one that did not. The case itself is what its last attempt was, not its first: only that one says whom to wake.
 */
export const addAttempts = (testCase: Case, scenario: ScenarioRun): void => {
  if (scenario.earlier.length === 0) return;
  extendCase(testCase, (element) => {
    for (const attempt of scenario.earlier) addAttempt(element, scenario, attempt);
  });
};

const addAttempt = (element: Element, scenario: ScenarioRun, attempt: ScenarioRun): void => {
  const name = `${isFlaky(scenario) ? 'flaky' : 'rerun'}${verdictOf(attempt) === 'failed' ? 'Failure' : 'Error'}`;
  const [first] = attempt.result.errors;
  const attributes = {
    message: plainLine(`attempt ${attempt.attempt}: ${reasonOf(attempt)}`),
    type: plainLine(first?.name ?? attempt.result.verdict),
  };
  // Before the output of the test case: there Surefire's own schema wants it.
  const output = element.children.find((child) => 'name' in child && child.name === 'system-out');
  const added = output && 'insertBefore' in output ? (output as Element).insertBefore(name, attributes) : element.ele(name, attributes);
  added.ele('stackTrace').cdata(characterData([reasonOf(attempt), ...attempt.result.errors.map(errorStory)].join('\n\n')));
  const story = storyOf(attempt);
  if (story.length > 0) added.ele('system-out').cdata(characterData(story.join('\n')));
};
