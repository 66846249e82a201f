import type { ModelNote } from '../../core/model-limit.ts';
import type { RemoteShell } from '../../core/shell.ts';
import type { FirmwareTarget } from '../../knowledge/firmware/firmware-target.ts';
import { ModelNotes } from '../model-notes.ts';
import type { Parts } from '../open-parts.ts';
import type { FirmwareStore } from '../provision/firmware-store.ts';
import type { Preparation } from '../provision/preparation.ts';
import { M7ConsoleProof } from './m7-console.ts';
import { type M7Conditions, M7History } from './m7-history.ts';
import type { M7Host } from './m7-session.ts';

export interface M7HostOptions extends Pick<M7Host, 'untilDead' | 'observed'> {
  readonly target: FirmwareTarget;
  readonly parts: Parts;
  readonly store: FirmwareStore;
  readonly preparation: Preparation;
  /** Why the M7's console is certain to be that of this board, before anything was heard on it. */
  readonly provenConsole: string | undefined;
  readonly conditions: () => M7Conditions;
  readonly linux: (signal: AbortSignal) => Promise<RemoteShell>;
  readonly onNote: (note: ModelNote) => void;
}

/** What is known of the M7 from one start and one boot to the next. */
export const m7HostOf = ({
  target,
  parts,
  store,
  preparation,
  provenConsole,
  conditions,
  linux,
  onNote,
  untilDead,
  observed,
}: M7HostOptions): M7Host => {
  const { clock, channels, modelNotes } = parts;
  const console = channels.consoles.m7;
  const history = new M7History(target, conditions);
  const notes = new ModelNotes(modelNotes, onNote);
  let notesOfBoot = 0;
  let life = { since: 0, fromJunk: false };
  channels.onStartOver(() => {
    notesOfBoot = notes.count;
    life = { since: notesOfBoot, fromJunk: false };
  });
  return {
    clock,
    console,
    consoleProof: new M7ConsoleProof(console, provenConsole),
    notes,
    store,
    linux,
    place: (firmware, signal) => preparation.place(firmware, signal),
    preloadedNonce: (firmware) => preparation.preloads.nonceOf(firmware.name),
    predict: (firmware, startedBy) => history.predict(firmware, startedBy),
    startsFromJunk: (firmware) => history.startsFromJunk(firmware),
    isLeftOut: () => preparation.held.overlay === 'none',
    notesOfBoot: () => notesOfBoot,
    beginLife: (fromJunk) => {
      life = { since: notes.count, fromJunk };
      return life.since;
    },
    // What junk meets that is executed as a program says nothing about any image.
    limitsOfLife: () => (life.fromJunk ? [] : notes.since(life.since).filter(({ by }) => by === 'm7')),
    started: (firmware) => history.started(firmware),
    untilDead,
    observed,
  };
};
