import { h } from 'preact';
import { verdicts } from '../../core/scenario.ts';
import { formatMs } from '../../core/time.ts';
import { startMatrix } from '../matrix.ts';
import { plainText } from '../plain-text.ts';
import { type Run, type ScenarioRun, scenariosOf, unownedOf } from '../run-model.ts';
import { badOf, countsOf, firmwaresOf, firmwareText, isFlaky, reasonOf, titleOf, verdictOf } from '../run-values.ts';
import { exitMeaning } from '../summary.ts';
import { badge, type Child, el, link, section, table } from './elements.ts';
import { evidenceList, momentHref, spanLinks } from './evidence.ts';
import { causeView } from './scenario-view.ts';

export type IdOf = (scenario: ScenarioRun) => string;

/** Verdict, exit code and whom it wakes, and what run it was. */
export const headline = (run: Run): Child => {
  const all = scenariosOf(run);
  const counts = countsOf(all);
  const flaky = all.filter(isFlaky).length;
  const code = run.exitCode;
  return el(
    'header',
    `head code${code ?? 'none'}`,
    el('h1', '', code === undefined ? 'the run did not finish' : exitMeaning(code, run.reason)),
    el('p', 'whom', code === undefined ? 'no exit code' : `exit code ${code}: ${whom[code] ?? ''}`, run.reason ? ` · ${run.reason}` : ''),
    el(
      'p',
      'counts',
      verdicts.filter((verdict) => counts[verdict] > 0).map((verdict) => el('span', `badge ${verdict}`, `${counts[verdict]} ${verdict}`)),
      flaky > 0 ? el('span', 'badge flaky', `${flaky} flaky`) : null,
      all.length === 0 ? 'no scenario ran' : null,
    ),
    el(
      'p',
      'about',
      [run.name, run.startedAt?.toISOString(), `took ${formatMs(run.durationMs)}`, run.version && `verdin-hil ${run.version}`]
        .filter(Boolean)
        .join(' · '),
    ),
    el(
      'p',
      'about',
      run.boards
        .map(
          ({ name, model, simulated, speed }) =>
            `${name}: ${model}${simulated ? `, simulated at ${speed} times real time: it says nothing about hardware by itself` : ''}`,
        )
        .join(' · '),
    ),
  );
};

const whom: Readonly<Record<number, string>> = {
  0: 'nobody is to be woken',
  1: "wake the product's owner",
  2: "wake the lab's or the runner's owner",
  3: 'whoever wrote the command or the lab file',
};

export const failures = (run: Run, idOf: IdOf): Child =>
  section(
    'failures',
    'Failures',
    badOf(scenariosOf(run)).map((scenario) => failure(run, scenario, idOf(scenario))),
    run.boards.flatMap((board) =>
      unownedOf(board).map(({ incident, during }) =>
        el(
          'article',
          'failure failed',
          el('h3', '', badge('failed'), ` outside of scenarios, during ${during} `, el('span', 'board', board.name)),
          el('p', '', h('a', { href: momentHref(run, board.name, incident.at) }, incident.title)),
        ),
      ),
    ),
  );

const failure = (run: Run, scenario: ScenarioRun, id: string): Child => {
  const { board, result, diagnosis, description } = scenario;
  const [error] = result.errors;
  const [cause] = diagnosis?.causes ?? [];
  const place = error?.place ?? description.place;
  return el(
    'article',
    `failure ${verdictOf(scenario)}`,
    el(
      'h3',
      '',
      badge(result.fixed ? 'fixed?' : verdictOf(scenario)),
      ' ',
      h('a', { href: `#${id}` }, titleOf(scenario)),
      ' ',
      el('span', 'board', board),
    ),
    el('p', '', error ? [badge(error.fault), ' '] : '', reasonOf(scenario), place ? el('code', '', ` ${place}`) : ''),
    cause ? causeView(run, board, cause, 2) : null,
    !cause && error ? evidenceList(run, board, error.evidence.slice(0, 2)) : null,
    !cause && error?.remedy ? el('p', 'remedy', `what to do: ${error.remedy}`) : null,
    scenario.startedAt === undefined ? null : el('p', 'about', spanLinks(run, scenario)),
  );
};

/** What is no failure and must be seen all the same: flaky, known, skipped, and what a person should know about the lab. */
export const notices = (run: Run, idOf: IdOf): Child => {
  const all = scenariosOf(run);
  const title = (scenario: ScenarioRun): Child => h('a', { href: `#${idOf(scenario)}` }, titleOf(scenario));
  return [
    section(
      'flaky',
      'Flaky',
      table(
        ['scenario', 'board', 'attempts'],
        all.filter(isFlaky).map((each) => [title(each), each.board, each.earlier.map(reasonOf).join('; ')]),
      ),
    ),
    section(
      'known',
      'Known failures',
      table(
        ['scenario', 'board', 'known as'],
        all
          .filter((each) => verdictOf(each) === 'known')
          .map((each) => [
            title(each),
            each.board,
            [link(each.description.expects.known?.link ?? ''), ` ${each.description.expects.known?.note ?? ''}`],
          ]),
      ),
    ),
    section(
      'lab',
      'Lab and boards excluded',
      table(
        ['board', 'note'],
        run.boards.flatMap(({ name, notes }) => notes.map((note) => [name, note])),
      ),
    ),
    section(
      'skipped',
      'Skipped',
      table(
        ['scenario', 'board', 'why'],
        all.filter((each) => verdictOf(each) === 'skipped').map((each) => [title(each), each.board, reasonOf(each)]),
      ),
    ),
  ];
};

export const matrix = (run: Run): Child => {
  const { columns, rows } = startMatrix(run);
  return section(
    'matrix',
    'Outcome matrix',
    rows.length === 0
      ? null
      : table(
          ['boot', 'mcore_booted', ...columns],
          rows.map(({ boot, mcore, cells }) => [
            boot,
            mcore,
            ...cells.map((starts) =>
              starts.map(({ outcome, predicted, words, count }) => [
                badge(outcome),
                [...(predicted ? [`predicted ${predicted}`] : []), ...words].map((word) => ` ${word}`).join(', '),
                count > 1 ? ` ×${count} ` : ' ',
              ]),
            ),
          ]),
        ),
  );
};

export const versions = (run: Run): Child =>
  section(
    'versions',
    'Versions',
    table(
      ['board', 'what', 'is'],
      run.boards.flatMap(({ name, properties, scenarios }) => [
        ...Object.entries(properties).map(([key, value]) => [name, plainText(key), value]),
        ...[...firmwaresOf(scenarios)].map(([key, firmware]) => [name, `firmware ${key}`, firmwareText(firmware)]),
      ]),
    ),
  );
