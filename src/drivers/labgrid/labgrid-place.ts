import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { Rig, RigSource } from '../../core/driver.ts';
import { hostName } from '../../core/host-name.ts';
import type { HeldPlace } from './held-place.ts';
import { placeConsole } from './place-console.ts';
import { guardedPower, labgridPower, placePower } from './place-power.ts';
import { type LabgridSettings, labgridSchema } from './settings.ts';

/**
 * A board that a labgrid coordinator (25.0 or later) lends out: the place is acquired when the board is opened and released when it is closed.
 * Its serial ports are the consoles; power is switched from here. What a killed run still holds, the next start or `reclaim` frees.
 */
export const labgridPlace = (settings: LabgridSettings): RigSource => ({
  rig: 'labgrid',
  settings,
  schema: labgridSchema,
  simulated: false,
  wires: () => [
    `labgrid ${coordinatorName(settings.coordinator)} place ${settings.place}`,
    ...[settings.power, settings.m7].flatMap((driver) => driver?.wires() ?? []),
  ],
  // gRPC is loaded by those who use it only.
  reclaim: async (context) => (await import('./reclaim.ts')).reclaimPlaces(context),
  async start(context) {
    const { holdPlace } = await import('./hold-place.ts');
    const holder = holderOf(settings);
    const { place, release } = await holdPlace({ ...context, ...settings, holder });
    return { ...wires(place, settings, holder), [Symbol.asyncDispose]: release };
  },
});

// Labgrid's own port where none is told.
const coordinatorAddress = (coordinator: string): string => (/:\d+$/.test(coordinator) ? coordinator : `${coordinator}:20408`);
const coordinatorName = (coordinator: string): string => hostName(coordinatorAddress(coordinator));

const wires = (
  place: HeldPlace,
  { coordinator, power, relay, ssh, login, consoles = {}, m7, speed }: LabgridSettings,
  holder: string,
): Rig => {
  const m7Console = m7 ?? (hasM7(place, consoles.m7) ? placeConsole(place, 'm7', consoles) : undefined);
  return {
    power: guardedPower(
      place,
      power ??
        placePower(place, relay, (part) =>
          labgridPower({ ...part, coordinator: coordinatorAddress(coordinator), place: place.name, holder }),
        ),
    ),
    consoles: { a53: placeConsole(place, 'a53', consoles), ...(m7Console ? { m7: m7Console } : {}) },
    ...(ssh ? { ssh } : {}),
    login,
    ...(speed === undefined ? {} : { speed }),
  };
};

// A port that the lab file names must be there; opening the console says so when it is not.
const hasM7 = (place: HeldPlace, wanted: string | undefined): boolean =>
  wanted !== undefined || place.resources.some(({ name, resource }) => name === 'm7' && resource.cls === 'NetworkSerialPort');

// Everybody sees who it is, and no two runs are taken for one another.
const holderOf = ({ user, hostname: host }: LabgridSettings): string =>
  `${host ?? hostname()}/${user ?? userInfo().username}+hil-${randomBytes(4).toString('hex')}`;
