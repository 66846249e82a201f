import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Board, ScenarioBoard } from '../../core/board.ts';
import type { DriverContext, Rig } from '../../core/driver.ts';
import type { EventBody } from '../../core/event.ts';
import type { FirmwareEntry } from '../../core/firmware.ts';
import type { NetbootEntry } from '../../core/netboot.ts';
import type { ScenarioNeeds } from '../../core/scenario.ts';
import { hostLimit } from '../../core/testing/host-pace.ts';
import { anySignal, boardClock } from '../../core/time.ts';
import type { VirtualSettings } from '../../core/virtual.ts';
import { virtualBoard } from '../../drivers/rig/virtual-board.ts';
import type { MakeBoard } from '../models/board-of.ts';
import { verdinImx8mp } from '../models/verdin-imx8mp/verdin-imx8mp.ts';

const imageNames = ['tcm-hello', 'tcm-rpmsg', 'ddr-plain', 'ddr-plain-moved', 'ddr-vector', 'a53-addresses'] as const;

const usual: Readonly<Record<string, FirmwareEntry>> = Object.fromEntries(
  imageNames.map((name) => [
    name,
    { kind: 'm7-elf', path: fileURLToPath(new URL(`../../../firmware/prebuilt/${name}.elf`, import.meta.url)) },
  ]),
);

interface OpenAs {
  readonly make?: MakeBoard;
  readonly firmware?: Readonly<Record<string, FirmwareEntry>>;
  readonly overlays?: Readonly<Record<string, string>>;
  readonly netboot?: Readonly<Record<string, NetbootEntry>>;
}

type EventOf<Type extends EventBody['type']> = Extract<EventBody, { readonly type: Type }>;

/** A virtual board that outlives the live boards that are opened on it, as a real one does. */
export class BoardBench implements AsyncDisposable {
  readonly stateDir = mkdtempSync(join(tmpdir(), 'hil-board-'));
  readonly #rig: Rig & AsyncDisposable;
  readonly #open = new Set<OpenBoard>();

  private constructor(rig: Rig & AsyncDisposable) {
    this.#rig = rig;
  }

  /** `isStrange`: the wires of a board that somebody else carries, so that nothing is certain of them beforehand. */
  static async start(settings: VirtualSettings = {}, { isStrange = false } = {}): Promise<BoardBench> {
    const source = virtualBoard({ speed: 100, ...settings });
    const { provenM7Console, ...rig } = await source.start({
      board: 'bench',
      stateDir: tmpdir(),
      signal: AbortSignal.timeout(hostLimit(20_000)),
    });
    return new BoardBench(isStrange || provenM7Console === undefined ? rig : { ...rig, provenM7Console });
  }

  /** On a rig that somebody else starts and ends. */
  static on(rig: Rig): BoardBench {
    return new BoardBench({ ...withoutEnd(rig), [Symbol.asyncDispose]: async () => {} });
  }

  /** For a part of a rig that is used alone. */
  driver(board: string): DriverContext {
    return { board, clock: boardClock(this.#rig.speed ?? 1), signal: new AbortController().signal, stateDir: this.stateDir };
  }

  /** A live board on it, a Verdin iMX8MP by default. The relay is as the last one left it. */
  async open(as: OpenAs = {}): Promise<OpenBoard> {
    const open = await OpenBoard.open(this.#rig, this.stateDir, as, () => this.#open.delete(open));
    this.#open.add(open);
    return open;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const open of [...this.#open]) await open.abandon();
    await this.#rig[Symbol.asyncDispose]();
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}

/** A live board with everything that it emitted. */
export class OpenBoard {
  readonly board: Board;
  readonly events: readonly EventBody[];
  readonly #closing: AbortController;
  readonly #onClosed: () => void;

  private constructor(board: Board, events: readonly EventBody[], closing: AbortController, onClosed: () => void) {
    this.board = board;
    this.events = events;
    this.#closing = closing;
    this.#onClosed = onClosed;
  }

  static async open(
    rig: Rig,
    stateDir: string,
    { make = verdinImx8mp, firmware = usual, overlays = {}, netboot = {} }: OpenAs,
    onClosed: () => void,
  ): Promise<OpenBoard> {
    const events: EventBody[] = [];
    const closing = new AbortController();
    const board = await make(withoutEnd(rig)).open({
      name: 'bench',
      signal: closing.signal,
      stateDir,
      firmware,
      overlays,
      netboot,
      emit: (event) => void events.push(event),
      log: () => {},
    });
    return new OpenBoard(board, events, closing, onClosed);
  }

  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** The board as a scenario with these needs gets it. */
  async scenario(needs: ScenarioNeeds = {}): Promise<ScenarioBoard> {
    await this.board.prepare(needs, this.signal);
    // Each has a signal of its own, as in a run.
    return this.board.handle(anySignal(this.signal));
  }

  of<Type extends EventBody['type']>(type: Type): readonly EventOf<Type>[] {
    return this.events.filter((event): event is EventOf<Type> => event.type === type);
  }

  /** How each boot since the opening began. */
  get boots(): readonly string[] {
    return this.of('boot.finished').map(({ boot }) => boot.kind);
  }

  get relay(): readonly string[] {
    return this.of('power.switched').map(({ state }) => state);
  }

  /** As a run that is killed: nothing is put back, the power stays as it is. */
  async abandon(): Promise<void> {
    this.#closing.abort(new Error('the run was killed'));
    await this.board[Symbol.asyncDispose]();
    this.#onClosed();
  }
}

// A rig that is wired up for good: what it costs to start and to end it is not the live board's affair.
const withoutEnd = ({
  power,
  pins,
  installer,
  tftp,
  consoles,
  ssh,
  login,
  speed,
  faults,
  core,
  modelNotes,
  provenM7Console,
}: Rig): Rig => ({
  power,
  consoles,
  ...(pins ? { pins } : {}),
  ...(installer ? { installer } : {}),
  ...(tftp ? { tftp } : {}),
  ...(ssh ? { ssh } : {}),
  login,
  ...(speed === undefined ? {} : { speed }),
  ...(faults ? { faults } : {}),
  ...(core ? { core } : {}),
  ...(modelNotes ? { modelNotes } : {}),
  ...(provenM7Console === undefined ? {} : { provenM7Console }),
});
