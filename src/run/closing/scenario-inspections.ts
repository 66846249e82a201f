import { readFileSync } from 'node:fs';
import { boardModels, usualModel } from '../../board/models/model-named.ts';
import type { FirmwareEntry } from '../../core/firmware.ts';
import type { FirmwareTarget } from '../../knowledge/firmware/firmware-target.ts';
import { growElf } from '../../knowledge/firmware/grow.ts';
import { type Inspection, inspectFirmware } from '../../knowledge/firmware/inspect.ts';
import type { ScenarioWindow } from './scenario-windows.ts';

/** The images of the lab file as scenarios used them, read when they are first asked for. */
export class ScenarioInspections {
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
    const entry = this.#firmware[name];
    if (!entry) return undefined;
    try {
      const content = new Uint8Array(readFileSync(entry.path));
      return inspectFirmware(grownTo === undefined ? content : growElf(content, grownTo, target), { target });
    } catch {
      return undefined;
    }
  }
}
