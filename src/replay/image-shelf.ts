import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { boardModels, usualModel } from '../board/models/model-named.ts';
import type { FirmwareDetails, FirmwareEntry } from '../core/firmware.ts';
import { ownEntry } from '../core/own-entry.ts';
import type { FirmwareTarget } from '../knowledge/firmware/firmware-target.ts';
import { growElf } from '../knowledge/firmware/grow.ts';
import { type Inspection, inspectFirmware } from '../knowledge/firmware/inspect.ts';
import type { ScenarioWindow } from '../run/closing/scenario-windows.ts';

/** Images by what they are and not by their names: the file of today may be another build than the one that was started. */
export class ImageShelf {
  readonly #firmware: Readonly<Record<string, FirmwareEntry>>;
  readonly #byName: Readonly<Record<string, Inspection>>;
  readonly #known = new Map<string, Inspection>();
  readonly #grown = new Map<string, Inspection>();
  /** `inspections`: of images whose files are not here. */
  constructor(firmware: Readonly<Record<string, FirmwareEntry>>, inspections: Readonly<Record<string, Inspection>> = {}) {
    this.#firmware = firmware;
    this.#byName = inspections;
    for (const inspection of Object.values(inspections)) this.#known.set(inspection.sha256, inspection);
    for (const { path } of Object.values(firmware)) {
      const inspection = inspected(path, usualModel.target);
      if (inspection) this.#known.set(inspection.sha256, inspection);
    }
  }

  /** By the SHA-256 of the file; undefined where nobody has it. `model`: whose remote core is to run it. */
  bySha256(sha256: string, model: string): Inspection | undefined {
    const target = targetOf(model);
    const path = Object.values(this.#firmware).find((entry) => hashOf(entry.path) === sha256)?.path;
    if (path !== undefined && target !== usualModel.target) return inspected(path, target);
    return this.#known.get(sha256) ?? this.#grown.get(sha256);
  }

  /** Makes the images that were started grown, so that `bySha256` finds them. */
  grow({ grown, sha256 }: FirmwareDetails, model: string): void {
    const entry = grown && ownEntry(this.#firmware, grown.from);
    if (!grown || !entry || this.#grown.has(sha256)) return;
    const content = readOrNothing(entry.path);
    if (!content) return;
    const target = targetOf(model);
    const inspection = inspectFirmware(growElf(content, grown.to, target), { target });
    this.#grown.set(inspection.sha256, inspection);
  }

  /** Of the image that a scenario started last, else of the one that it needs; undefined where nobody has it. */
  of({ events, description }: Pick<ScenarioWindow, 'events' | 'description'>): Inspection | undefined {
    const model = events.find((event) => event.type === 'board.opened')?.model ?? '';
    const last = events.flatMap((event) => (event.type === 'm7.observed' ? [event.observation] : [])).at(-1);
    const image = last?.predicted?.facts?.image;
    if (!last) return this.#named(description?.needs.firmware, model);
    if (image !== undefined) return this.bySha256(image, model);
    const { buildId, sha256 } = last.firmware ?? {};
    return [...this.#known.values()].find((each) => each.sha256 === sha256 || (buildId !== undefined && each.buildId === buildId));
  }

  #named(name: string | undefined, model: string): Inspection | undefined {
    const entry = name === undefined ? undefined : ownEntry(this.#firmware, name);
    return entry ? inspected(entry.path, targetOf(model)) : ownEntry(this.#byName, name ?? '');
  }
}

const targetOf = (model: string): FirmwareTarget => (boardModels.get(model)?.model ?? usualModel).target;

const readOrNothing = (path: string): Uint8Array | undefined => {
  try {
    return new Uint8Array(readFileSync(path));
  } catch {
    return undefined;
  }
};

const hashOf = (path: string): string | undefined => {
  const content = readOrNothing(path);
  return content && createHash('sha256').update(content).digest('hex');
};

const inspected = (path: string, target: FirmwareTarget): Inspection | undefined => {
  const content = readOrNothing(path);
  return content && inspectFirmware(content, { target });
};
