import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../core/errors.ts';
import type { PowerSwitch } from '../core/power.ts';
import { openableBoard } from './lab.ts';
import type { Common } from './program.ts';
import { untilInterrupted } from './signals.ts';

const offForMs = 5000;

const actions: Readonly<Record<string, (relay: PowerSwitch, signal: AbortSignal) => Promise<void>>> = {
  on: (relay, signal) => relay.on(signal),
  off: (relay, signal) => relay.off(signal),
  state: async () => {},
  cycle: async (relay, signal) => {
    await relay.off(signal);
    // A lower supply than half a volt takes seconds: a shorter time may be no power-on reset.
    await sleep(offForMs, undefined, { signal });
    await relay.on(signal);
  },
};

/** Prints the relay's own word after the switch; whether the board believes it, only its consoles can tell. */
export const powerCommand = async (board: string, action: string, { config }: Common): Promise<number> => {
  const act = actions[action];
  if (!act) throw new ConfigError(`'${action}' is no power action`, { remedy: `one of: ${Object.keys(actions).join(', ')}` });
  return untilInterrupted(async (signal) => {
    const { definition, context } = await openableBoard(config, board, signal);
    await using relay = await definition.openPower(context);
    await act(relay, signal);
    process.stdout.write(`${context.name}: the relay says ${await relay.state(signal)}\n`);
    if (definition.simulated) process.stderr.write('hil: this board is simulated: it was started for this command and ends with it\n');
    return 0;
  });
};
