import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError, ProvisionError } from '../../core/errors.ts';
import type { EventBody } from '../../core/event.ts';
import { ownEntry } from '../../core/own-entry.ts';
import type { OverlayNeed } from '../../core/scenario.ts';
import type { RemoteShell } from '../../core/shell.ts';
import type { BoardModel } from '../models/board-model.ts';
import type { Ledger } from './ledger.ts';
import { fileOfOverlay, overlaysIn, wantedOverlays, withOverlays } from './overlay-list.ts';
import { type OverlayPlace, overlayPlaceOf } from './overlay-place.ts';

export interface OverlaysOptions {
  readonly model: BoardModel;
  readonly ledger: Ledger;
  /** Paths of .dtbo files by name. */
  readonly own: Readonly<Record<string, string>>;
  readonly emit: (event: EventBody) => void;
}

/** What overlays.txt names and what lies beside it, on the board. */
export class Overlays {
  readonly #options: OverlaysOptions;
  /** What was put on the board in this run, by path. */
  readonly #onBoard = new Map<string, string>();
  constructor(options: OverlaysOptions) {
    this.#options = options;
  }

  /** Writes what differs; true when the next boot will be another one than this. Asks nothing of a board of which nothing is wanted or owed. */
  async hold(need: OverlayNeed | undefined, shell: RemoteShell, signal: AbortSignal): Promise<boolean> {
    const { ledger, model } = this.#options;
    if (need === undefined && Object.keys(ledger.owed.texts).length === 0) return false;
    const place = await overlayPlaceOf(shell, model.provisioning, signal);
    const changed = typeof need === 'object' ? await this.#putOwn(need.files, place, shell, signal) : false;
    const held = await textIn(shell, place.list, signal);
    const original = Object.hasOwn(ledger.owed.texts, place.list) ? (ledger.owed.texts[place.list] ?? undefined) : held;
    const wanted = need === undefined ? original : this.#wantedText(original ?? '', need);
    if (held === wanted) return changed;
    await this.#requireFiles(overlaysIn(wanted ?? ''), overlaysIn(held ?? ''), place, shell, signal);
    ledger.noteText(place.list, original);
    await writeText(shell, place.list, wanted, signal);
    const [from, to] = [held, wanted].map((text) => overlaysIn(text ?? '').join(' ')) as [string, string];
    this.#options.emit({ type: 'provision.changed', what: place.list, from, to });
    return changed || from !== to;
  }

  /** Another system: the files are gone. */
  forget(): void {
    this.#onBoard.clear();
  }

  #wantedText(original: string, need: OverlayNeed): string {
    const before = overlaysIn(original);
    const wanted = wantedOverlays(before, need, this.#options.model.provisioning.hmpOverlay);
    return wanted.join(' ') === before.join(' ') ? original : withOverlays(original, wanted);
  }

  async #putOwn(names: readonly string[], { folder }: OverlayPlace, shell: RemoteShell, signal: AbortSignal): Promise<boolean> {
    let changed = false;
    for (const name of names) {
      const path = `${folder}/${fileOfOverlay(name)}`;
      const content = contentOf(name, this.#options.own);
      const sum = createHash('sha256').update(content).digest('hex');
      if (this.#onBoard.get(path) === sum) continue;
      this.#options.ledger.noteFile(path);
      await shell.put(content, path, { asRoot: true, mode: 0o644, signal });
      this.#onBoard.set(path, sum);
      changed = true;
    }
    return changed;
  }

  // Of what it came with, the image itself must know.
  async #requireFiles(
    wanted: readonly string[],
    held: readonly string[],
    { folder, list }: OverlayPlace,
    shell: RemoteShell,
    signal: AbortSignal,
  ): Promise<void> {
    for (const name of wanted.filter((each) => !held.includes(each))) {
      const path = `${folder}/${name}`;
      if (!/^[\w.+-]+$/.test(name) || (await shell.run(`test -f ${path}`, { reject: false, asRoot: true, signal })).exitCode === 0)
        continue;
      const { stdout } = await shell.run(`ls ${folder}`, { reject: false, asRoot: true, signal });
      throw new ProvisionError(`this image has no overlay ${name}, so that ${list} cannot name it`, {
        evidence: [`ssh: ls ${folder}: ${stdout.trim().split('\n').join(' ')}`],
        remedy: 'take an image that has it, or give the overlay in the lab file and need it by `overlay: { files: [...] }`',
      });
    }
  }
}

/** Undefined: there is no such file. */
export const textIn = async (shell: RemoteShell, path: string, signal: AbortSignal): Promise<string | undefined> => {
  const { exitCode, stdout } = await shell.run(`test -e ${path} && cat ${path}`, { reject: false, asRoot: true, signal });
  return exitCode === 0 ? stdout : undefined;
};

/** Undefined removes it. Throws ProvisionError when something else is there afterwards. */
export const writeText = async (shell: RemoteShell, path: string, text: string | undefined, signal: AbortSignal): Promise<void> => {
  if (text === undefined) await shell.run(`rm -f ${path}`, { asRoot: true, signal });
  else await shell.put(new TextEncoder().encode(text), path, { asRoot: true, mode: 0o644, signal });
  const found = await textIn(shell, path, signal);
  if (found === text) return;
  throw new ProvisionError(`${path} did not take what was written into it`, {
    evidence: [`wrote ${JSON.stringify(text)}`, `read ${JSON.stringify(found)}`],
    remedy: 'look whether its file system is mounted read-only, or a service writes the file',
  });
};

const contentOf = (name: string, own: OverlaysOptions['own']): Uint8Array => {
  const path = ownEntry(own, name);
  if (path === undefined)
    throw new ConfigError(`the lab file names no overlay '${name}'`, { remedy: `it names: ${Object.keys(own).join(', ') || 'none'}` });
  try {
    return new Uint8Array(readFileSync(path));
  } catch (cause) {
    throw new ConfigError(`the overlay '${name}' cannot be read from ${path}`, { cause });
  }
};
