import { labgridPlace } from '../labgrid-place.ts';

// A run that is killed while it holds a place: arguments are coordinator, place and state folder.
const [coordinator, place, stateDir] = process.argv.slice(2) as [string, string, string];
const signal = new AbortController().signal;
const settings = { coordinator, place, login: { user: 'torizon' }, user: 'nightly', hostname: 'ci-1' };
await labgridPlace(settings).start({ board: 'verdin-01', stateDir, signal });
process.stdout.write('held\n');
// Its session keeps it alive.
