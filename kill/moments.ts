import type { Moment } from './moment.ts';

/** Everything that a run does, in the order in which it does it. */
export const moments: readonly Moment[] = [
  { name: 'SPL speaks', suite: 'plain', signs: [{ line: /^U-Boot SPL/ }] },
  { name: 'the kernel speaks', suite: 'plain', signs: [{ line: /Linux version/ }] },
  { name: 'the login prompt', suite: 'plain', signs: [{ line: /login:/ }] },
  { name: 'a variable is written', suite: 'provisioned', signs: [{ event: 'provision.changed' }] },
  { name: 'the body waits', suite: 'plain', signs: [{ event: 'scenario.step', holding: /waits now/ }] },
  { name: 'the M7 starts', suite: 'provisioned', signs: [{ event: 'scenario.step', holding: /starts the M7/ }] },
  { name: 'the end switches off', suite: 'brief', signs: [{ relay: 'off', nth: 2 }] },
  { name: 'between two reports', suite: 'brief', holds: 'before junit.xml', signs: [{ appears: /^reached$/ }] },
];
