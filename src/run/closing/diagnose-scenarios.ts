import { readFileSync } from 'node:fs';
import { boardModels, usualModel } from '../../board/models/model-named.ts';
import type { BoardContext } from '../../core/board.ts';
import { toErrorReport } from '../../core/errors.ts';
import type { EventBody, LabEvent } from '../../core/event.ts';
import type { FirmwareEntry } from '../../core/firmware.ts';
import { ownEntry } from '../../core/own-entry.ts';
import type { ScenarioDiagnosis } from '../../core/scenario-diagnosis.ts';
import { streamJournal } from '../../journal/read-journal.ts';
import { type Cause, type Diagnosis, diagnose } from '../../knowledge/diagnosis/diagnose.ts';
import { type Facts, factsFromEvents } from '../../knowledge/diagnosis/facts.ts';
import type { FirmwareTarget } from '../../knowledge/firmware/firmware-target.ts';
import { growElf } from '../../knowledge/firmware/grow.ts';
import { type Inspection, inspectFirmware } from '../../knowledge/firmware/inspect.ts';
import { type ScenarioWindow, ScenarioWindows } from './scenario-windows.ts';

export interface DiagnoseOptions {
  readonly firmware: Readonly<Record<string, FirmwareEntry>>;
  /** Where the images are, when it is not where the lab file has them. */
  readonly inspections?: Pick<ScenarioInspections, 'of'>;
  /** In place of those of the journal. */
  readonly events?: AsyncIterable<LabEvent>;
  readonly log: BoardContext['log'];
  /** Ends it between two scenarios. */
  readonly signal?: AbortSignal;
  readonly diagnose?: (facts: Facts) => Diagnosis;
}

/** A finding with the board it is about. */
export interface BoardFinding {
  readonly board: string;
  readonly finding: Extract<EventBody, { readonly type: 'scenario.diagnosed' }>;
}

/** Why every scenario of a journal that failed, or went other than predicted, went as it did. Never rejects: what cannot be told is left out. */
export const diagnoseScenarios = async (dir: string, options: DiagnoseOptions): Promise<readonly BoardFinding[]> => {
  const found: BoardFinding[] = [];
  const inspections = options.inspections ?? new ScenarioInspections(options.firmware);
  const take = (window: ScenarioWindow): void => {
    const finding = options.signal?.aborted ? undefined : findingOf(window, inspections, options);
    if (finding) found.push({ board: window.board, finding });
  };
  const windows = new ScenarioWindows(take);
  try {
    for await (const event of options.events ?? streamJournal(dir, { consoles: true })) {
      if (options.signal?.aborted) break;
      windows.add(event);
    }
    windows.end();
  } catch (cause) {
    options.log('warn', `the journal could not be read for causes: ${toErrorReport(cause).message}`);
  }
  return found;
};

const findingOf = (
  window: ScenarioWindow,
  inspections: Pick<ScenarioInspections, 'of'>,
  { log, diagnose: name = diagnose }: DiagnoseOptions,
): BoardFinding['finding'] | undefined => {
  const { scenario, attempt, events } = window;
  try {
    return { type: 'scenario.diagnosed', scenario, attempt, diagnosis: compact(name(factsFromEvents(events, inspections.of(window)))) };
  } catch (cause) {
    const { message, stack } = toErrorReport(cause);
    log('warn', `no cause was looked for in ${scenario}: ${stack ?? message}`);
    return undefined;
  }
};

const compact = ({ verdict, causes, ruledOut, nextExperiment }: Diagnosis): ScenarioDiagnosis => ({
  verdict,
  causes: causes.map(compactCause),
  ruledOut: ruledOut.map(({ what, because, evidence }) => `${what}: ${because} (${evidence})`),
  ...(nextExperiment ? { nextExperiment } : {}),
});

const compactCause = ({ row, name, cause, confidence, evidence, confirm, fix }: Cause): ScenarioDiagnosis['causes'][number] => ({
  id: row,
  name,
  cause,
  confidence,
  evidence,
  confirm: confirm.map((way) => ('step' in way ? way.step : `${way.command}: ${way.shows}`)),
  fix,
});

/** The images of the lab file as scenarios used them, read when they are first asked for. */
class ScenarioInspections {
  readonly #firmware: Readonly<Record<string, FirmwareEntry>>;
  readonly #known = new Map<string, Inspection | undefined>();
  constructor(firmware: Readonly<Record<string, FirmwareEntry>>) {
    this.#firmware = firmware;
  }

  /** Of the image that was started last, else of the one the scenario needs; undefined where there is none to be read. */
  of({ events, description }: ScenarioWindow): Inspection | undefined {
    const starts = events.flatMap((event) => (event.type === 'm7.observed' ? [event.observation] : []));
    const started = starts.at(-1)?.firmware;
    const name = starts.length > 0 ? started?.name : description?.needs.firmware;
    if (name === undefined) return undefined;
    const opened = events.find((event) => event.type === 'board.opened');
    const { name: model, target } = boardModels.get(opened?.model ?? '')?.model ?? usualModel;
    const key = `${model} ${name}`;
    if (!this.#known.has(key)) this.#known.set(key, this.#inspect(started?.grown?.from ?? name, started?.grown?.to, target));
    return this.#known.get(key);
  }

  #inspect(name: string, grownTo: number | undefined, target: FirmwareTarget): Inspection | undefined {
    const entry = ownEntry(this.#firmware, name);
    if (!entry) return undefined;
    try {
      const content = new Uint8Array(readFileSync(entry.path));
      return inspectFirmware(grownTo === undefined ? content : growElf(content, grownTo, target), { target });
    } catch {
      return undefined;
    }
  }
}
