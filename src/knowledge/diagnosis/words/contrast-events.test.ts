import { expect, test } from 'vitest';
import { claimsOf } from '../testing/claimed-by.ts';
import { contrastEvents } from './contrast-events.ts';

const claims = (post: string): string[] => claimsOf(contrastEvents, post);

test.each([
  'I bootaux the demo and then the kernel panics. If I leave out the M7, the board boots.',
  'U-Boot starts the M4. Linux hangs during its boot. Without the M4 firmware it works.',
  'After bootaux the system crashes as the kernel comes up. When I do not start the core with bootaux there is no crash.',
])('%s', (post) => {
  expect(claims(post)).toContain('linux-stops-with-core');
});

test.each([
  ['Linux loads the core', 'I start the M7 by remoteproc and Linux hangs. Without the M7 U-Boot and the rest work.'],
  ['nothing dies', 'U-Boot starts the M4. Without the M4 firmware Linux boots, too.'],
  ['U-Boot is no boot', 'The kernel does not start the M7, U-Boot does.'],
  ['no core is spoken of', 'U-Boot is fine. Linux hangs. Without the overlay it works.'],
])('%s: %s', (_, post) => {
  expect(claims(post)).toEqual([]);
});
