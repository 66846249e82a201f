import { z } from 'zod';
import type { BoardDefinition } from '../../core/board.ts';
import type { Driver, RigSource } from '../../core/driver.ts';
import { InvariantError } from '../../core/errors.ts';
import { literalSecret, Secret } from '../../core/secret.ts';

const untouched = async (): Promise<never> => {
  throw new InvariantError('a lab file that is only checked must not be touched');
};

const part = (driver: string, schema: z.ZodType, settings: object): Driver<never> => ({
  driver,
  settings,
  schema,
  wires: () => [],
  connect: untouched,
});

const relaySchema = z.strictObject({
  host: z.string().min(1),
  channel: z.int().min(0).max(7).optional(),
  mode: z.enum(['latching', 'momentary']).optional(),
  password: z.instanceof(Secret).optional(),
});

/** A driver like any other that a lab file may name, which must never be asked to connect. */
export const relay = (settings: object): Driver<never> => part('relay', relaySchema, settings);

export const port = (settings: object): Driver<never> =>
  part('port', z.strictObject({ path: z.string().startsWith('/dev/'), baudRate: z.int().optional() }), settings);

export const simulation = (settings: object): RigSource => ({
  rig: 'simulation',
  settings,
  schema: z.strictObject({
    speed: z.number().min(0.1).optional(),
    faults: z.array(z.strictObject({ kind: z.enum(['panic', 'oops']) })).optional(),
  }),
  simulated: true,
  wires: () => [],
  start: untouched,
});

export const rig = {
  power: relay({ host: 'h' }),
  consoles: { a53: port({ path: '/dev/a53' }) },
  login: { user: 'root', password: literalSecret('p', 'pw') },
};

export const board = (parts: object, rest: object = {}): BoardDefinition => ({
  model: 'test-board',
  parts: { ...parts },
  wires: () => [],
  ...rest,
  open: untouched,
  openPower: untouched,
  openConsole: untouched,
});

export const reports = { write: [{ name: 'none', write: async (): Promise<void> => {} }] };

/** What no type checker would let through, as somebody with an editor without one writes it. */
export const untyped = (value: unknown): never => value as never;
