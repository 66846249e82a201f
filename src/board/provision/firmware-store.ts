import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FirmwareRequest } from '../../core/board.ts';
import { FirmwareError } from '../../core/errors.ts';
import type { Firmware, FirmwareDetails, FirmwareEntry } from '../../core/firmware.ts';
import { ownEntry } from '../../core/own-entry.ts';
import type { FirmwareTarget } from '../../knowledge/firmware/firmware-target.ts';
import { growElf } from '../../knowledge/firmware/grow.ts';
import { type Inspection, inspectFirmware } from '../../knowledge/firmware/inspect.ts';

export interface StoredFirmware extends Firmware {
  readonly inspection: Inspection;
  readonly details: FirmwareDetails;
}

/** The images that a lab file names, read once and inspected before any board is touched with them. */
export class FirmwareStore {
  readonly #entries: Readonly<Record<string, FirmwareEntry>>;
  readonly #target: FirmwareTarget;
  readonly #read = new Map<string, StoredFirmware>();
  constructor(entries: Readonly<Record<string, FirmwareEntry>>, target: FirmwareTarget) {
    this.#entries = entries;
    this.#target = target;
  }

  /** Throws FirmwareError when the lab file names no such image, or its file cannot be read or grown. */
  get(request: Exclude<FirmwareRequest, { readonly absent: string }>): StoredFirmware {
    const key = JSON.stringify(request);
    const known = this.#read.get(key);
    if (known) return known;
    const stored =
      typeof request === 'string'
        ? this.#inspected(request, this.#fromDisk(request))
        : this.#inspected(`${request.name}+${request.grownTo}`, this.#grown(request));
    this.#read.set(key, stored);
    return stored;
  }

  #fromDisk(name: string): Omit<Firmware, 'name' | 'sha256'> {
    const entry = ownEntry(this.#entries, name);
    if (!entry) {
      throw new FirmwareError(`the lab file names no firmware '${name}'`, {
        remedy: `it names: ${Object.keys(this.#entries).join(', ') || 'none'}`,
      });
    }
    try {
      return { ...entry, content: new Uint8Array(readFileSync(entry.path)) };
    } catch (cause) {
      throw new FirmwareError(`the firmware '${name}' cannot be read from ${entry.path}`, { cause });
    }
  }

  #grown(request: { readonly name: string; readonly grownTo: number }): Omit<Firmware, 'name' | 'sha256'> {
    const base = this.get(request.name);
    return {
      kind: base.kind,
      path: base.path,
      grown: { from: request.name, to: request.grownTo },
      content: growElf(base.content, request.grownTo, this.#target),
      ...(base.proof ? { proof: base.proof } : {}),
    };
  }

  #inspected(name: string, firmware: Omit<Firmware, 'name' | 'sha256'>): StoredFirmware {
    const inspection = inspectFirmware(firmware.content, { target: this.#target });
    const sha256 = createHash('sha256').update(firmware.content).digest('hex');
    const details: FirmwareDetails = {
      name,
      ...(firmware.grown ? { grown: firmware.grown } : {}),
      sha256,
      bytes: firmware.content.byteLength,
      memory: inspection.memory,
      ...(inspection.buildId ? { buildId: inspection.buildId } : {}),
    };
    return { ...firmware, name, sha256, inspection, details };
  }
}
