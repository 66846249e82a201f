import { withoutCommands } from '../../core/ci-commands.ts';
import type { LabEvent } from '../../core/event.ts';
import { plainLine } from '../plain-text.ts';
import { runOf, type ScenarioRun, scenariosOf, unownedOf } from '../run-model.ts';
import { isBad, isFlaky, reasonOf, titleOf, verdictOf } from '../run-values.ts';

/** Something that a CI shows beside the code. All text is clean and no command. */
export interface Finding {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Stable from run to run. */
  readonly key: string;
}

const text = (value: string): string => withoutCommands(plainLine(value));

/** What failed, whose fault it is and its likeliest cause; and what came out well only at a later attempt. */
export const findingsOf = (events: readonly LabEvent[]): readonly Finding[] => {
  const run = runOf(events);
  const all = scenariosOf(run);
  return [
    ...all.filter(isBad).map(failure),
    ...run.boards.flatMap((board) =>
      unownedOf(board).map(
        ({ incident, during }): Finding => ({
          level: 'error',
          title: text(`${board.name}: ${incident.title}`),
          message: text(`outside of scenarios, during ${during}: ${incident.lines[0] ?? ''}`),
          key: `${board.name} ${incident.signature}`,
        }),
      ),
    ),
    ...all.filter(isFlaky).map(
      (scenario): Finding => ({
        level: 'warning',
        title: text(`flaky: ${titleOf(scenario)}`),
        message: text(`came out as expected only at attempt ${scenario.attempt} on ${scenario.board}`),
        ...placeOf(scenario.description.place),
        key: `flaky ${scenario.description.id}`,
      }),
    ),
  ];
};

const failure = (scenario: ScenarioRun): Finding => {
  const { result, board, description, diagnosis } = scenario;
  const [error] = result.errors;
  const cause = diagnosis?.causes[0];
  const parts = [
    reasonOf(scenario),
    error ? `fault: ${error.fault}` : '',
    cause ? `${cause.confidence} cause: ${cause.cause}` : '',
    error?.remedy ? `next: ${error.remedy}` : '',
  ];
  return {
    level: 'error',
    title: text(`${verdictOf(scenario)} on ${board}: ${titleOf(scenario)}`),
    message: text(parts.filter((part) => part !== '').join('; ')),
    ...placeOf(error?.place ?? description.place),
    key: `${description.id} ${error?.name ?? verdictOf(scenario)}`,
  };
};

const placeOf = (place: string | undefined): Pick<Finding, 'file' | 'line' | 'column'> => {
  const [, file, line, column] = /^(.+?):(\d+)(?::(\d+))?$/.exec(place ?? '') ?? [];
  return file === undefined ? {} : { file: text(file), line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) };
};
