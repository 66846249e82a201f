import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { ByteStream } from '../../core/console.ts';
import type { Driver, DriverContext } from '../../core/driver.ts';
import { PowerError } from '../../core/errors.ts';
import type { PowerState, PowerSwitch } from '../../core/power.ts';
import { monotonicMs } from '../../core/time.ts';
import { devicePath } from '../console/device-path.ts';
import { serialConsole } from '../console/serial-port.ts';
import { oneAtATime } from './one-at-a-time.ts';

const schema = z.strictObject({
  /** A name that does not move, such as one below /dev/serial/by-id. */
  path: z.string().min(1),
  /** LCUS-1, -2, -4 and -8 with their CH340, or Numato's boards with a CDC port. */
  model: z.enum(['lcus', 'numato']),
  /** As it is printed on the board: from 1 on an LCUS, from 0 on a Numato. */
  channel: z.int().min(0).max(31),
});
export type UsbRelaySettings = z.infer<typeof schema>;

/** A channel of a USB relay board that is a serial port. Boards on its other channels are others: it is opened for each switching only. */
export const usbRelay = (settings: UsbRelaySettings): Driver<PowerSwitch> => ({
  driver: 'usb-relay',
  settings,
  schema,
  wires: () => [`usb relay ${devicePath(settings.path)} channel ${settings.channel}`],
  look: async (context) => `answers and says ${await models[settings.model].state(settings, context)}`,
  connect: async (context) => {
    const { switched, state } = models[settings.model];
    return oneAtATime({
      on: () => switched(settings, 'on', context),
      off: () => switched(settings, 'off', context),
      state: () => state(settings, context),
      limitsCalls: true,
      [Symbol.asyncDispose]: async () => {},
    });
  },
});

interface Model {
  readonly switched: (settings: UsbRelaySettings, what: 'on' | 'off', context: DriverContext) => Promise<void>;
  readonly state: (settings: UsbRelaySettings, context: DriverContext) => Promise<PowerState>;
}

// Wall time: the boards answer within 50 ms, and another process with its channel is through with it by then.
const answerMs = 400;
const freeWithinMs = 10_000;

const lcus: Model = {
  // Start byte, channel, operation, and the sum of the three, which nobody answers: so the state is asked for in the same breath.
  switched: async (settings, what, context) => {
    const operation = what === 'on' ? 1 : 0;
    const frame = [0xa0, settings.channel, operation, (0xa0 + settings.channel + operation) & 0xff];
    const state = await lcusState(settings, [...frame, lcusList], context);
    if (state !== 'unknown' && state !== what) throw notSwitched(settings, what, state);
  },
  state: (settings, context) => lcusState(settings, [lcusList], context),
};

// Boards with more than one channel list them; the LCUS-1 says nothing.
const lcusList = 0xff;
const lcusState = async (settings: UsbRelaySettings, request: readonly number[], context: DriverContext): Promise<PowerState> => {
  const line = new RegExp(`CH${settings.channel}\\s*:\\s*(ON|OFF)`, 'i');
  const said = await exchange(settings, Uint8Array.from(request), context, (text) => line.test(text));
  return (line.exec(said)?.[1]?.toLowerCase() as 'on' | 'off' | undefined) ?? 'unknown';
};

const notSwitched = ({ path, channel }: UsbRelaySettings, what: string, state: PowerState): PowerError =>
  new PowerError(`the USB relay ${path} was asked for ${what}, and says that channel ${channel} is ${state}`, {
    evidence: [`CH${channel}: ${state}`],
    remedy: 'check the channel and the supply of its coils',
  });

// Channels above 9 are letters.
const numatoName = (channel: number): string => channel.toString(36).toUpperCase();

const numato: Model = {
  switched: async (settings, what, context) => {
    const command = `relay ${what} ${numatoName(settings.channel)}`;
    const said = await exchange(settings, Buffer.from(`${command}\r`), context, (text) => text.trimEnd().endsWith('>'));
    if (!/>\s*$/.test(said) || /error|invalid/i.test(said)) throw odd(settings, command, said);
  },
  state: async (settings, context) => {
    const command = `relay read ${numatoName(settings.channel)}`;
    const said = await exchange(settings, Buffer.from(`${command}\r`), context, (text) => /\b(?:on|off)\s+>/i.test(text));
    const word = /\b(on|off)\s+>/i.exec(said.replace(command, ''))?.[1]?.toLowerCase();
    if (word !== 'on' && word !== 'off') throw odd(settings, command, said);
    return word;
  },
};

const models: Readonly<Record<UsbRelaySettings['model'], Model>> = { lcus, numato };

/** Resolves with what came, as soon as it `isWhole` or nothing more is to be expected. */
const exchange = async (
  settings: UsbRelaySettings,
  request: Uint8Array,
  context: DriverContext,
  isWhole: (said: string) => boolean,
): Promise<string> => {
  await using port = await opened(settings, context);
  let said = '';
  port.onData((chunk) => {
    said += Buffer.from(chunk).toString('latin1');
  });
  await port.write(request).catch((cause: Error) => Promise.reject(notReached(settings, cause)));
  const until = monotonicMs() + answerMs;
  while (!isWhole(said) && monotonicMs() < until) await pause(10);
  return said;
};

const opened = async (settings: UsbRelaySettings, context: DriverContext): Promise<ByteStream> => {
  const driver = serialConsole({ path: settings.path, baudRate: 9600 });
  const until = monotonicMs() + freeWithinMs;
  // After the run was told to stop, off must still be possible.
  const calm = { ...context, signal: new AbortController().signal };
  for (;;) {
    try {
      return await driver.connect(calm);
    } catch (cause) {
      if (!/in use|is open in/.test((cause as Error).message) || monotonicMs() > until) throw notReached(settings, cause as Error);
      await pause(100);
    }
  }
};

const notReached = ({ path }: UsbRelaySettings, cause: Error): PowerError =>
  new PowerError(`the USB relay ${path} cannot be reached: ${cause.message}`, {
    cause,
    evidence: [cause.message],
    remedy: 'check that it is plugged in and listed in /dev/serial/by-id, and that no console of the lab file names it',
  });

const odd = ({ path, channel }: UsbRelaySettings, command: string, said: string): PowerError =>
  new PowerError(`the USB relay ${path} does not answer '${command}' as a Numato board does`, {
    evidence: [`got ${JSON.stringify(said.slice(0, 100))}`],
    remedy: `check that the port is the relay board and that it has a channel ${channel}`,
  });
