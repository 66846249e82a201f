import type { LabEvent } from '../../core/event.ts';
import { limitSentence } from '../../core/model-limit.ts';
import { formatMs } from '../../core/time.ts';
import { isMismatch } from '../run-values.ts';
import type { EventOf, Row } from './row.ts';

type Told = Pick<Row, 'lane' | 'kind' | 'text'>;

/** What an event says to a reader of the log; undefined for what only programs need, such as the list of what is to run. */
export const eventRow = (event: LabEvent): Told | undefined => {
  const tell = tellers[event.type] as ((event: LabEvent) => Told | undefined) | undefined;
  return tell?.(event);
};

const told =
  (kind: NonNullable<Row['kind']>) =>
  (text: string): Told => ({ lane: 'event', kind, text });
const [power, stage, scenario, provision, lab] = [told('power'), told('stage'), told('scenario'), told('provision'), told('lab')];

const tellers: { readonly [type in LabEvent['type']]?: (event: EventOf<type>) => Told | undefined } = {
  'board.opened': ({ model, simulated, speed }) => lab(`${model}${simulated ? `, simulated, at ${speed} times real time` : ''}`),
  'board.closed': ({ power: state }) => power(`the board is left ${state}`),
  'board.excluded': ({ error }) => lab(`excluded: ${error.message}`),
  'health.checked': ({ checks, tookMs }) =>
    lab(`health check: ${checks.map(({ what, result }) => `${what} ${result}`).join(', ')}, in ${formatMs(tookMs)}`),
  'power.switched': ({ state, driver }) => power(`power ${state} (${driver})`),
  'power.proven': ({ silentMs }) => power(`the power cut is proven: ${formatMs(silentMs)} of silence`),
  'stage.entered': ({ entry }) => stage(`stage ${entry.stage} at ${formatMs(entry.atMs)}`),
  'boot.finished': ({ boot }) => stage(`${boot.kind} boot${boot.resetCause ? `, reset cause ${boot.resetCause}` : ''}`),
  'channel.lost': ({ channel, error }) => lab(`channel ${channel} was lost: ${error.message}`),
  'channel.gap': ({ channel, ms }) => lab(`channel ${channel} was cut off for ${formatMs(ms)}`),
  'channel.unwatched': ({ channel, reason }) => lab(`channel ${channel} is not watched: ${reason}`),
  'command.finished': (event) => commandRow(event),
  'file.written': ({ path, bytes }) => ({ lane: 'command', text: `wrote ${path}, ${bytes} bytes` }),
  'provision.changed': ({ what, from, to }) => provision(`${what}: '${from}' -> '${to}'`),
  'provision.restored': ({ what, to }) => provision(`${what}: back to '${to}'`),
  'provision.owed': ({ what, to, error }) => provision(`${what} is owed to the board: back to '${to}' (${error.message})`),
  'board.handed-over': ({ scenario: id, why }) => lab(`somebody has the consoles: ${id} ${why === 'pause' ? 'pauses' : 'failed'}`),
  'board.taken-back': () => lab("the consoles are the run's own again"),
  'lab.noted': ({ text }) => lab(text),
  'claim.refuted': ({ text }) => lab(text),
  'lease.broken': ({ holder, reason }) => lab(`left behind by ${holder}: ${reason}`),
  'lease.lost': ({ holder }) => lab(`taken away by ${holder}`),
  'fault.injected': ({ name }) => lab(`injected fault: ${name}`),
  'model.limited': ({ limit }) => lab(`not modelled: ${limitSentence(limit)}`),
  'model.mishap': ({ sentence }) => lab(`only the simulated board knows: ${sentence}`),
  'scenario.started': ({ scenario: id, attempt }) => scenario(`begins: ${id}${attempt > 1 ? `, attempt ${attempt}` : ''}`),
  'scenario.step': ({ text }) => told('step')(`step: ${text}`),
  'scenario.measured': ({ name, value, unit }) => told('step')(`measured: ${name} = ${value} ${unit}`),
  'scenario.attempted': ({ result }) => scenario(`${result.verdict}, to be tried again: ${result.id}`),
  'scenario.finished': ({ result }) => scenario(endText(result)),
  'scenario.amended': ({ result }) => scenario(`after its end, ${endText(result)}`),
  'm7.observed': ({ observation }) =>
    told('observation')(
      `M7 ${observation.outcome}, predicted ${observation.predicted?.outcome ?? 'nothing'}${isMismatch(observation) ? ': the prediction did not hold' : ''}`,
    ),
  'incident.opened': ({ incident, expected }) => told('incident')(`${expected ? 'expected ' : ''}incident: ${incident.title}`),
};

const endText = ({ verdict, id, fixed, reason, errors }: EventOf<'scenario.finished'>['result']): string =>
  [`${fixed ? 'fixed?' : verdict}: ${id}`, reason ?? errors[0]?.message].filter(Boolean).join(': ');

const commandRow = ({ via, command, output }: EventOf<'command.finished'>): Told => {
  const { exitCode, stdout, stderr, durationMs } = output;
  const answer = [stdout, stderr].map((text) => text.trim()).filter((text) => text !== '');
  return {
    lane: 'command',
    ...(exitCode === 0 ? {} : { kind: 'failed' as const }),
    text: [`${via} # ${command}`, `exit ${exitCode}, ${formatMs(durationMs)}`, ...answer].join(' ⏎ ').slice(0, longestAnswer),
  };
};

// The whole answer is in the journal.
const longestAnswer = 2000;
