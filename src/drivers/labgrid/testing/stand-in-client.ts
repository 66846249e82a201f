import { hostname, userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { CoordinatorSession } from '../coordinator-session.ts';
import { type PlaceResource, parameter, resourcesOf } from '../place-resources.ts';
import type { Place } from '../protocol.ts';

// `labgrid-client -x ADDRESS -p PLACE power [--name NAME] on|off|get`, with the sentences and exit codes of labgrid 26.0.

const user = process.env.LG_USERNAME ?? userInfo().username;
const host = process.env.LG_HOSTNAME ?? hostname();

const end = (status: number, text: string): never => {
  process.stderr.write(`${text}\n`);
  process.exit(status);
};
const refuse = (text: string): never => end(1, `labgrid-client: Error: ${text}`);

const acquired = (places: ReadonlyMap<string, Place>, name: string): Place => {
  const place = places.get(name) ?? refuse(`place pattern ${name} matches nothing`);
  if (!place.acquired) refuse(`place ${name} is not acquired`);
  const [holderHost, holder] = place.acquired!.split('/');
  const allow = `labgrid-client -p ${name} allow ${host}/${user}`;
  if (holder !== user)
    refuse(`place ${name} is not acquired by your user, acquired by ${holder}. To work simultaneously, ${holder} can execute ${allow}`);
  if (holderHost !== host)
    refuse(`place ${name} is not acquired on this computer, acquired on ${holderHost}. To allow this host, use ${allow} on the other host`);
  return place;
};

// Of several classes it takes the first in its own order of resources; of several of one class none.
const chosen = (parts: readonly PlaceResource[], place: string, name: string | undefined): PlaceResource => {
  const relays = parts.filter((part) => (name === undefined || part.name === name) && part.resource.cls in drivers);
  const first = relays[0] ?? refuse('target has no compatible resource available');
  const { cls } = first.resource;
  if (relays.filter((part) => part.resource.cls === cls).length > 1) {
    refuse(`binding ${drivers[cls]} failed: multiple resources matching ${cls} found in Target(name='${place}', env=None)`);
  }
  return first;
};

const drivers: Readonly<Record<string, string>> = { NetworkPowerPort: 'NetworkPowerDriver', PDUDaemonPort: 'PDUDaemonDriver' };

const power = async ({ resource: { cls, params } }: PlaceResource, action: string): Promise<boolean | undefined> => {
  const text = (name: string): string => String(parameter(params, name) ?? '');
  if (cls === 'PDUDaemonPort') {
    if (action === 'get')
      end(2, "Traceback (most recent call last):\nNotImplementedError: pdudaemon does not support retrieving the port's state");
    await fetch(`http://${text('host')}/power/control/${action}?hostname=${text('pdu')}&port=${text('index')}`);
    return undefined;
  }
  const url = text('host').replace('{index}', text('index'));
  if (action === 'get') return (await (await fetch(url)).text()) === '1';
  await fetch(url, { method: 'PUT', body: action === 'on' ? '1' : '0' });
  return undefined;
};

const { values, positionals } = parseArgs({
  options: { x: { type: 'string', short: 'x' }, p: { type: 'string', short: 'p' }, name: { type: 'string' } },
  allowPositionals: true,
});
const [command, action = ''] = positionals;
if (command !== 'power' || !values.x || !values.p) end(2, `labgrid-client: error: argument COMMAND: invalid choice: '${command}'`);
const session = await CoordinatorSession.open({ address: values.x!, holder: `${host}/${user}`, signal: AbortSignal.timeout(10_000) }).catch(
  () => end(1, 'Server error: Error: Could not connect to coordinator'),
);
const place = acquired(session.places, values.p!);
const parts = resourcesOf(place, session.resources.values()).filter(({ resource }) => resource.acquired === place.name);
const isOn = await power(chosen(parts, place.name, values.name), action);
if (isOn !== undefined) {
  process.stdout.write(`power${values.name ? ` ${values.name}` : ''} for place ${place.name} is ${isOn ? 'on' : 'off'}\n`);
}
await session[Symbol.asyncDispose]();
