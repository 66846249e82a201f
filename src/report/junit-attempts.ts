import { attributeText, characterData, type JUnitElement } from './junit-text.ts';
import { plainText } from './plain-text.ts';
import type { ScenarioRun } from './run-model.ts';
import { isFlaky, reasonOf, verdictOf } from './run-values.ts';
import { errorStory, storyOf } from './story.ts';

/**
 * The attempts before the last one, as Surefire writes them: `flakyFailure` and `flakyError` in a test case that came out as expected, `rerunFailure`
 * and `rerunError` in one that did not. The case itself is what its last attempt was, not its first: only that one says whom to wake.
 */
export const attemptElements = (scenario: ScenarioRun): readonly JUnitElement[] =>
  scenario.earlier.map((attempt) => {
    const [first] = attempt.result.errors;
    const story = storyOf(attempt);
    return {
      name: `${isFlaky(scenario) ? 'flaky' : 'rerun'}${verdictOf(attempt) === 'failed' ? 'Failure' : 'Error'}`,
      attributes: {
        message: attributeText(`attempt ${attempt.attempt}: ${reasonOf(attempt)}`),
        type: attributeText(first?.name ?? attempt.result.verdict),
      },
      children: {
        stackTrace: text([reasonOf(attempt), ...attempt.result.errors.map(errorStory)].join('\n\n')),
        ...(story.length > 0 ? { 'system-out': text(story.join('\n')) } : {}),
      },
    };
  });

const text = (story: string): string => characterData(plainText(story));
