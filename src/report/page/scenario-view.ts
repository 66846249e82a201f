import { h } from 'preact';
import type { ErrorReport } from '../../core/errors.ts';
import { limitSentence } from '../../core/model-limit.ts';
import type { M7Observation } from '../../core/outcome.ts';
import { firmwarePlaceText, overlayText, startedBeforeText } from '../../core/scenario.ts';
import type { ScenarioCause } from '../../core/scenario-diagnosis.ts';
import { formatMs } from '../../core/time.ts';
import type { Run, ScenarioRun } from '../run-model.ts';
import { firmwareText, isBad, isFlaky, isMismatch, outcomesOf, titleOf, verdictOf } from '../run-values.ts';
import { badge, type Child, el, lines, link, table } from './elements.ts';
import { evidenceLine, evidenceList, momentHref, spanLinks } from './evidence.ts';

/** One scenario in a line that opens: what it needed, did, predicted and showed, why it failed, and its earlier attempts. */
export const scenarioView = (run: Run, scenario: ScenarioRun, id: string): Child =>
  h(
    'details',
    { class: `scenario ${verdictOf(scenario)}`, id },
    h(
      'summary',
      {},
      badge(scenario.result.fixed ? 'fixed?' : verdictOf(scenario)),
      el('span', 'title', titleOf(scenario)),
      isFlaky(scenario) ? badge('flaky') : null,
      el('span', 'starts', startsText(scenario)),
      el('span', 'board', scenario.board),
      el('span', 'took', formatMs(scenario.result.durationMs)),
    ),
    attemptView(run, scenario),
    scenario.earlier.map((attempt) =>
      h('details', { class: 'attempt' }, el('summary', '', `attempt ${attempt.attempt}: ${verdictOf(attempt)}`), attemptView(run, attempt)),
    ),
  );

const startsText = ({ observations }: ScenarioRun): string => {
  if (observations.length === 0) return '';
  const [predicted, observed] = [
    outcomesOf(observations, (each) => each.predicted?.outcome),
    outcomesOf(observations, (each) => each.outcome),
  ];
  return observations.some(isMismatch) ? `${predicted} → ${observed}` : observed;
};

const attemptView = (run: Run, scenario: ScenarioRun): Child => {
  const { board, description, steps, injected, incidents, limits, mishaps, measurements, diagnosis, excerpt, startedAt, result } = scenario;
  const { known } = description.expects;
  return el(
    'div',
    'body',
    el(
      'p',
      'about',
      needsText(scenario),
      description.place ? ` · ${description.place}` : '',
      startedAt === undefined ? '' : [' · ', spanLinks(run, scenario)],
    ),
    known ? el('p', '', 'known: ', link(known.link), known.note ? ` (${known.note})` : '') : null,
    result.reason ? el('p', '', result.reason) : null,
    result.errors.map((error) => errorView(run, board, error)),
    diagnosis ? [diagnosis.causes.map((cause) => causeView(run, board, cause)), ruledOut(run, board, diagnosis.ruledOut)] : null,
    diagnosis?.nextExperiment ? el('p', '', `next experiment: ${diagnosis.nextExperiment}`) : null,
    scenario.observations.map((observation) => observationView(observation)),
    incidents.map(({ incident, expected, tolerated }) =>
      el(
        'div',
        'incident',
        el(
          'h4',
          '',
          `${expected ? 'expected ' : tolerated ? 'tolerated ' : ''}incident: `,
          h('a', { href: momentHref(run, board, incident.at) }, incident.title),
        ),
        lines('', incident.lines.slice(0, 12)),
      ),
    ),
    list('steps', steps),
    list('injected', injected),
    list('the simulated board', [...limits.map(limitSentence), ...mishaps]),
    table(
      ['measured', 'value', 'unit'],
      measurements.map(({ name, value, unit }) => [name, String(Number(value.toFixed(3))), unit]),
    ),
    isBad(scenario) && excerpt.length > 0 ? h('details', {}, el('summary', '', 'last lines on the consoles'), lines('', excerpt)) : null,
  );
};

const needsText = ({ description: { needs } }: ScenarioRun): string =>
  [
    `boot ${needs.boot ?? 'running'}`,
    ...(needs.os ? [`system ${needs.os}`] : []),
    ...startedBeforeText(needs),
    ...(needs.firmware ? [`firmware ${needs.firmware}`] : []),
    ...(needs.firmwareIn ? [firmwarePlaceText(needs.firmwareIn)] : []),
    `mcore_booted ${needs.mcoreBooted === false ? 'no' : 'yes'}`,
    ...(needs.kernelArgument ? [`mistyped ${needs.kernelArgument}`] : []),
    ...(needs.overlay ? [overlayText(needs.overlay)] : []),
    ...(needs.injects ? [`injects ${needs.injects}`] : []),
  ].join(' · ');

const list = (title: string, items: readonly string[]): Child =>
  items.length === 0
    ? null
    : [
        el('h4', '', title),
        el(
          'ol',
          '',
          items.map((item) => el('li', '', item)),
        ),
      ];

const errorView = (run: Run, board: string, { name, fault, message, evidence, remedy, place }: ErrorReport): Child =>
  el(
    'div',
    'error',
    el('p', '', badge(fault), ` ${name}: ${message}`, place ? el('code', '', ` ${place}`) : ''),
    evidenceList(run, board, evidence.slice(0, 30)),
    remedy ? el('p', 'remedy', `what to do: ${remedy}`) : null,
  );

export const causeView = (
  run: Run,
  board: string,
  { id, name, cause, confidence, evidence, confirm, fix }: ScenarioCause,
  most = 12,
): Child =>
  el(
    'div',
    'cause',
    el('p', '', el('b', '', confidence), ` ${cause} `, el('small', '', `row ${id}, ${name}`)),
    evidenceList(run, board, evidence.slice(0, most)),
    most > 2
      ? el(
          'ul',
          'confirm',
          confirm.map((text) => el('li', '', `to confirm: ${text}`)),
        )
      : null,
    el('p', 'remedy', `fix: ${fix}`),
  );

const ruledOut = (run: Run, board: string, sentences: readonly string[]): Child =>
  sentences.length === 0
    ? null
    : h(
        'details',
        {},
        el('summary', '', `ruled out: ${sentences.length}`),
        el(
          'ul',
          '',
          sentences.map((text) => evidenceLine(run, board, text)),
        ),
      );

const observationView = (observation: M7Observation): Child => {
  const { predicted, outcome, firmware, startedBy, errno, startMs, kernelLines, evidence, state } = observation;
  return el(
    'div',
    'observation',
    el(
      'table',
      '',
      el(
        'tr',
        '',
        el('th', '', 'predicted'),
        el('td', '', badge(predicted?.outcome ?? 'nothing'), ` ${predicted?.because.join('; ') ?? ''}`),
      ),
      el(
        'tr',
        '',
        el('th', '', 'observed'),
        el(
          'td',
          isMismatch(observation) ? 'mismatch' : '',
          badge(outcome),
          [
            ` ${startedBy === 'u-boot' ? 'preloaded by U-Boot' : 'started from Linux'}`,
            state ? `state ${state}` : '',
            errno === undefined ? '' : `errno ${errno}`,
            startMs === undefined ? '' : `in ${formatMs(startMs)}`,
          ]
            .filter(Boolean)
            .join(', '),
        ),
      ),
      firmware ? el('tr', '', el('th', '', 'firmware'), el('td', '', `${firmware.name}: ${firmwareText(firmware)}`)) : null,
    ),
    lines('', [...kernelLines.map((line) => `kernel: ${line}`), ...evidence].slice(0, 12)),
  );
};
