import type { Mark } from '../../core/console.ts';
import type { ModelNote } from '../../core/model-limit.ts';
import type { RemoteShell } from '../../core/shell.ts';
import { monotonicMs } from '../../core/time.ts';
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
  const { channels, modelNotes, pace } = parts;
  const clock = pace.core;
  const console = channels.consoles.m7;
  const history = new M7History(target, conditions);
  const notes = new ModelNotes(modelNotes, onNote);
  pace.onShort = (limit) => notes.note(limit);
  let notesOfBoot = 0;
  let notesOfLife = 0;
  let beginOfLife = 0 as Mark;
  channels.onStartOver(() => {
    notesOfBoot = notes.count;
    notesOfLife = notesOfBoot;
    beginOfLife = console?.mark() ?? beginOfLife;
    notes.beginLife(monotonicMs(), false);
  });
  const consoleProof = new M7ConsoleProof(console, provenConsole);
  return {
    clock,
    console,
    consoleProof,
    noncesBut: (own) => {
      const { autostart, preloads } = preparation;
      return new Set([...consoleProof.issued, ...preloads.nonces, ...autostart.nonces].filter((each) => each !== own));
    },
    notes,
    store,
    linux,
    place: (firmware, signal) => preparation.place(firmware, signal),
    startedAtBoot: ({ name }) => {
      const { autostart, held, preloads } = preparation;
      if (held.autostart === undefined) return { by: 'u-boot', nonce: preloads.nonceOf(name), failure: undefined };
      return { by: 'remoteproc', nonce: autostart.nonceOf(name), failure: autostart.run?.failure };
    },
    predict: (firmware, startedBy, options) => history.predict(firmware, startedBy, options),
    startsFromJunk: (firmware) => history.startsFromJunk(firmware),
    isLeftOut: () => preparation.held.overlay === 'none',
    notesOfBoot: () => notesOfBoot,
    beginOfLife: () => beginOfLife,
    beginLife: (fromJunk) => {
      beginOfLife = console?.mark() ?? beginOfLife;
      notesOfLife = notes.count;
      notes.beginLife(monotonicMs(), fromJunk);
      return notesOfLife;
    },
    limitsOfLife: () => notes.since(notesOfLife).filter(({ by }) => by === 'm7'),
    started: (firmware) => history.started(firmware),
    untilDead,
    observed,
  };
};
