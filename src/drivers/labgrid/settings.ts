import { z } from 'zod';
import type { ByteStream } from '../../core/console.ts';
import type { Driver, Login } from '../../core/driver.ts';
import type { PowerSwitch } from '../../core/power.ts';
import { Secret } from '../../core/secret.ts';
import type { RemoteHost } from '../../core/shell.ts';
import { type Duration, toMs } from '../../core/time.ts';
import type { ConsoleNames } from './serial-port.ts';

export interface LabgridSettings {
  /** `host` or `host:port`; port 20408 by default. */
  readonly coordinator: string;
  readonly place: string;
  /** What switches the board: labgrid's clients do that themselves. Without it the relay of the place, where we have a driver for it or labgrid-client is installed. */
  readonly power?: Driver<PowerSwitch>;
  /** Which relay of the place, by the name that the place or the exporter gives it. Needed where a place has several. */
  readonly relay?: string;
  readonly ssh?: Driver<RemoteHost>;
  readonly login: Login;
  /** Which serial port of the place is which console, by the name that the place or the exporter gives it. Needed where a place has several of other names than a53 and m7. */
  readonly consoles?: ConsoleNames;
  /** The M7's console where labgrid does not export it. */
  readonly m7?: Driver<ByteStream>;
  /** How long to wait for a place that somebody else holds; not at all by default. */
  readonly wait?: Duration;
  /** Who labgrid shows as the holder; the login name and name of this host by default. */
  readonly user?: string;
  readonly hostname?: string;
  /** Board seconds per host second where the place is a simulated board; 1 for hardware. */
  readonly speed?: number;
}

/** A driver as a setting: its own settings are checked by its own schema. */
const driver = <T>(example: string): z.ZodType<Driver<T>> =>
  z.custom<Driver<T>>(isDriver, `expected ${example}`).check((context) => {
    if (!isDriver(context.value)) return;
    const { error } = context.value.schema.safeParse(context.value.settings, { reportInput: true });
    for (const issue of error?.issues ?? []) context.issues.push({ ...issue, input: issue.input } as z.core.$ZodRawIssue);
  });

const isDriver = (value: unknown): value is Driver<unknown> =>
  typeof value === 'object' && value !== null && 'driver' in value && 'connect' in value && 'settings' in value && 'schema' in value;

const isDuration = (value: unknown): boolean => {
  try {
    return typeof value === 'string' && toMs(value as Duration) >= 0;
  } catch {
    return false;
  }
};

// labgrid's clients take a holder apart at its only slash.
const holderPart = z.string().regex(/^[^/\s]+$/, 'expected a name without spaces and slashes');

export const labgridSchema = z
  .strictObject({
    coordinator: z.string().regex(/^(\[[\da-fA-F:]+\]|[^\s:/]+)(:\d{1,5})?$/, "expected 'host' or 'host:20408'"),
    place: z.string().min(1),
    power: driver<PowerSwitch>('a power switch such as shellyPlug({ host })').optional(),
    relay: z.string().min(1).optional(),
    ssh: driver<RemoteHost>('sshShell({ host, user })').optional(),
    login: z.strictObject({ user: z.string().min(1), password: z.instanceof(Secret).optional() }),
    consoles: z.strictObject({ a53: z.string().min(1).optional(), m7: z.string().min(1).optional() }).optional(),
    m7: driver<ByteStream>('a console such as serialConsole({ path })').optional(),
    wait: z.custom<Duration>(isDuration, "expected a duration such as '10min'").optional(),
    user: holderPart.optional(),
    hostname: holderPart.optional(),
    speed: z.number().positive().optional(),
  })
  .refine(({ power, relay }) => power === undefined || relay === undefined, {
    path: ['relay'],
    message: 'expected no `power` beside it, which takes the place of the relays of the place',
  })
  .refine(({ m7, consoles }) => m7 === undefined || consoles?.m7 === undefined, {
    path: ['m7'],
    message: 'expected no `consoles.m7` beside it: which of the two is the console of the M7?',
  });
