import type { NamedWorld, World } from '../world.ts';
import { assertions } from './assertions.ts';
import { awaits } from './awaits.ts';
import { heartbeat } from './heartbeat.ts';
import { hooks } from './hooks.ts';
import { relay } from './relay.ts';
import { resets } from './resets.ts';
import { ssh } from './ssh.ts';
import { staleText } from './stale-text.ts';

const families: Readonly<Record<string, readonly World[]>> = {
  assertions,
  awaits,
  hooks,
  heartbeat,
  'stale-text': staleText,
  resets,
  ssh,
  relay,
};

/** Every world, with the family whose file it is in. */
export const worlds: readonly NamedWorld[] = Object.entries(families).flatMap(([family, members]) =>
  members.map((world) => ({ ...world, family })),
);
