import { verdinImx8mpProfile } from '../boot/profiles/verdin-imx8mp.ts';
import type { BoardContext, BoardDefinition } from '../core/board.ts';
import type { ConsoleName } from '../core/console.ts';
import type { DriverContext, Rig, RigSource } from '../core/driver.ts';
import { ConfigError } from '../core/errors.ts';
import type { PowerSwitch } from '../core/power.ts';
import { boardClock } from '../core/time.ts';
import { ConsoleSession } from '../transport/console-session.ts';
import { LiveBoard } from './live-board.ts';

export interface VerdinOptions {
  /** Power when a run is over: 'off' unless told. */
  readonly endState?: 'off' | 'keep';
  /** True: only `--board` with its name takes it, as when it needs something that not every host has. */
  readonly byName?: boolean;
}

/** A Toradex Verdin iMX8M Plus: A53 console on UART3 (ttymxc2), M7 console on UART4. */
export const verdinImx8mp = (wiring: Rig | RigSource, options: VerdinOptions = {}): BoardDefinition => ({
  model: 'verdin-imx8mp',
  parts: { ...wiring },
  simulated: isSimulated(wiring),
  ...options,
  async open(context) {
    const { rig, close } = await started(wiring, context);
    context.emit({ type: 'board.opened', model: 'verdin-imx8mp', speed: rig.speed ?? 1, simulated: isSimulated(wiring) });
    try {
      const board = await LiveBoard.open(rig, verdinImx8mpProfile, context, { ends: isSimulated(wiring) });
      return alsoClosing(board, close);
    } catch (cause) {
      await close();
      throw cause;
    }
  },
  async openPower(context): Promise<PowerSwitch> {
    const { rig, close } = await started(wiring, context);
    return alsoClosing(await rig.power.connect(driverContext(rig, context)), close);
  },
  async openConsole(name: ConsoleName, context) {
    const { rig, close } = await started(wiring, context);
    const port = rig.consoles[name];
    if (!port)
      throw new ConfigError(`${context.name} has no ${name} console`, { remedy: `it has: ${Object.keys(rig.consoles).join(', ')}` });
    const driver = driverContext(rig, context);
    return alsoClosing(new ConsoleSession({ name, stream: await port.connect(driver), clock: driver.clock }), close);
  },
});

const isSource = (wiring: Rig | RigSource): wiring is RigSource => 'start' in wiring;

const isSimulated = (wiring: Rig | RigSource): boolean => isSource(wiring) && wiring.simulated;

const started = async (
  wiring: Rig | RigSource,
  { name, stateDir, signal }: BoardContext,
): Promise<{ rig: Rig; close: () => Promise<void> }> => {
  if (!isSource(wiring)) return { rig: wiring, close: async () => {} };
  const rig = await wiring.start({ board: name, stateDir, signal });
  return { rig, close: async () => rig[Symbol.asyncDispose]() };
};

const driverContext = (rig: Rig, context: BoardContext): DriverContext => ({
  board: context.name,
  clock: boardClock(rig.speed ?? 1),
  signal: context.signal,
  stateDir: context.stateDir,
});

// The rig goes last: what it carries still talks to it while it closes.
const alsoClosing = <T extends AsyncDisposable>(part: T, close: () => Promise<void>): T => {
  const dispose = part[Symbol.asyncDispose].bind(part);
  part[Symbol.asyncDispose] = async () => {
    await dispose();
    await close();
  };
  return part;
};
