import { ConsoleSession } from '../../console/console-session.ts';
import type { BoardContext, BoardDefinition } from '../../core/board.ts';
import type { ConsoleName } from '../../core/console.ts';
import type { DriverContext, Rig, RigSource } from '../../core/driver.ts';
import { ConfigError } from '../../core/errors.ts';
import type { PowerSwitch } from '../../core/power.ts';
import type { RemoteHost } from '../../core/shell.ts';
import { boardClock } from '../../core/time.ts';
import { recordedSwitch } from '../power/recorded-switch.ts';
import type { BoardModel } from './board-model.ts';

export interface BoardOptions {
  /** Power when a run is over: 'off' by default. */
  readonly endState?: 'off' | 'keep';
  /** True: only `--board` with its name takes it, as when it needs something that not every host has. */
  readonly byName?: boolean;
  /**
   * Boards of one kind share scenarios when one pattern names them: boards that differ in module, RAM or image need kinds of their own.
   * The model by default, and for a simulated board also what it is simulated as.
   */
  readonly kind?: string;
}

/** Makes a board of a lab file out of what is wired to it. */
export interface MakeBoard {
  (wiring: Rig | RigSource, options?: BoardOptions): BoardDefinition;
  readonly model: BoardModel;
}

/** What lab files call to have boards of this model. The code of a live board is loaded when one is opened: until then a model is data. */
export const boardOf = (model: BoardModel): MakeBoard =>
  Object.assign(
    (wiring: Rig | RigSource, options: BoardOptions = {}) => {
      refuseOther(model, wiring);
      return definitionOf(model, wiring, options);
    },
    { model },
  );

const refuseOther = ({ name }: BoardModel, wiring: Rig | RigSource): void => {
  if (!isSource(wiring) || wiring.model === undefined || wiring.model === name) return;
  throw new ConfigError(`the ${wiring.rig} board is a ${wiring.model}, and the lab file makes a ${name} of it`, {
    remedy: 'wire it to a board of its own model',
  });
};

const definitionOf = (model: BoardModel, wiring: Rig | RigSource, options: BoardOptions): BoardDefinition => ({
  model: model.name,
  parts: { ...wiring },
  simulated: isSimulated(wiring),
  kind: kindOf(model.name, wiring),
  wires: () => wiresOf(wiring),
  ...options,
  requireHost: () => {
    if (isSource(wiring)) wiring.requireHost?.();
  },
  reclaim: async (context) => {
    if (isSource(wiring)) await wiring.reclaim?.(context);
  },
  async open(context) {
    // The code of a live board is loaded while a simulated one starts.
    const loading = import('../live-board.ts');
    loading.catch(() => {});
    const { rig, close } = await started(model, wiring, context);
    context.emit({ type: 'board.opened', model: model.name, speed: rig.speed ?? 1, simulated: isSimulated(wiring) });
    return alsoClosing(close, async () => (await loading).LiveBoard.open(rig, model, context, { ends: isSimulated(wiring) }));
  },
  async openPower(context): Promise<PowerSwitch> {
    const { rig, close } = await started(model, wiring, context);
    return alsoClosing(close, async () => {
      const relay = await rig.power.connect(driverContext(rig, context));
      return recordedSwitch(relay, rig.power.driver, context.emit);
    });
  },
  async openHost(context): Promise<RemoteHost | undefined> {
    const { rig, close } = await started(model, wiring, context);
    if (rig.ssh === undefined) return void (await close());
    return alsoClosing(close, () => rig.ssh!.connect(driverContext(rig, context)));
  },
  async openConsole(name: ConsoleName, context) {
    const { rig, close } = await started(model, wiring, context);
    const driver = driverContext(rig, context);
    return alsoClosing(close, async () => {
      const port = rig.consoles[name];
      if (!port)
        throw new ConfigError(`${context.name} has no ${name} console`, { remedy: `it has: ${Object.keys(rig.consoles).join(', ')}` });
      return new ConsoleSession({ name, stream: await port.connect(driver), clock: driver.clock });
    });
  },
});

const isSource = (wiring: Rig | RigSource): wiring is RigSource => 'start' in wiring;

const wiresOf = (wiring: Rig | RigSource): readonly string[] => {
  if (isSource(wiring)) return wiring.wires();
  return [
    ...new Set(
      [
        wiring.power,
        ...[wiring.pins, wiring.installer, wiring.tftp].filter((each) => each !== undefined),
        ...Object.values(wiring.consoles),
      ].flatMap((driver) => driver.wires()),
    ),
  ].sort();
};

const isSimulated = (wiring: Rig | RigSource): boolean => isSource(wiring) && wiring.simulated;

// What befalls a simulated board, and how fast it lives, makes no other board of it.
const incidental = new Set(['seed', 'faults', 'speed']);

const kindOf = (model: string, wiring: Rig | RigSource): string => {
  if (!isSource(wiring) || !wiring.simulated) return model;
  const settings = Object.entries(wiring.settings).filter(([name]) => !incidental.has(name));
  return [model, wiring.rig, ...settings.map(([name, value]) => `${name} ${JSON.stringify(value)}`).sort()].join(', ');
};

const started = async (
  model: BoardModel,
  wiring: Rig | RigSource,
  { name, stateDir, signal }: BoardContext,
): Promise<{ rig: Rig; close: () => Promise<void> }> => {
  if (!isSource(wiring)) return { rig: wiring, close: async () => {} };
  const rig = await wiring.start({ board: name, stateDir, signal, model: model.name });
  return { rig, close: async () => rig[Symbol.asyncDispose]() };
};

const driverContext = (rig: Rig, context: BoardContext): DriverContext => ({
  board: context.name,
  clock: boardClock(rig.speed ?? 1),
  signal: context.signal,
  stateDir: context.stateDir,
});

// The rig goes last, since what it carries still talks to it while it closes, and in any case, since a place of a remote lab is held until then.
const alsoClosing = async <T extends AsyncDisposable>(close: () => Promise<void>, open: () => Promise<T>): Promise<T> => {
  const part = await open().catch(async (cause: unknown) => {
    await close();
    throw cause;
  });
  const dispose = part[Symbol.asyncDispose].bind(part);
  part[Symbol.asyncDispose] = async () => {
    try {
      await dispose();
    } finally {
      await close();
    }
  };
  return part;
};
