import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { z } from 'zod';

export interface KnownRelays {
  /** As `--power` takes them, up to the outlet. */
  readonly pdus: readonly string[];
  /** Names of places of a labgrid coordinator. */
  readonly places: readonly string[];
}

export interface RelaySources {
  readonly configFile: string;
  readonly hosts: readonly string[];
  /** What labgrid's own client says. */
  readonly labgridClient: string;
}

// PDUDaemon's own default port, and where its package keeps what it controls.
const usual: RelaySources = {
  configFile: '/etc/pdudaemon/pdudaemon.conf',
  hosts: ['localhost', 'pdudaemon'],
  labgridClient: 'labgrid-client',
};
const pduPort = 16421;

const config = z.looseObject({
  daemon: z.looseObject({ port: z.number().optional(), listener: z.string().optional() }).optional(),
  pdus: z.record(z.string(), z.unknown()),
});

// Wall time: somebody waits at a prompt.
const answerWithinMs = 3000;
// labgrid-client is a Python program with many modules, which a busy host loads slowly.
const clientWithinMs = 10_000;

/** PDUDaemon on this host or under its usual name, and the places of the labgrid coordinator that this host is set up for. What is not there is left out. */
export const knownRelays = async ({ configFile, hosts, labgridClient } = usual): Promise<KnownRelays> => {
  const [pdus, places] = await Promise.all([pdusOf(configFile, hosts), placesOf(labgridClient)]);
  return { pdus, places };
};

const pdusOf = async (configFile: string, hosts: readonly string[]): Promise<readonly string[]> => {
  const own = configIn(configFile);
  const port = own?.daemon?.port ?? pduPort;
  const answering = await Promise.all(
    hosts.map(async (host) => ((await answers(host, host === 'localhost' ? port : pduPort)) ? [host] : [])),
  );
  const found = answering.flat();
  if (!own || !found.includes('localhost')) return found.map((host) => `pdudaemon:${host}/PDU/OUTLET`);
  const at = port === pduPort ? 'localhost' : `localhost:${port}`;
  return [
    ...Object.keys(own.pdus).map((pdu) => `pdudaemon:${at}/${pdu}/OUTLET`),
    ...found.filter((host) => host !== 'localhost').map((host) => `pdudaemon:${host}/PDU/OUTLET`),
  ];
};

const configIn = (file: string): z.infer<typeof config> | undefined => {
  try {
    return config.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
};

const answers = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, signal: AbortSignal.timeout(answerWithinMs) });
    const said = (is: boolean): void => {
      resolve(is);
      socket.destroy();
    };
    socket.once('connect', () => said(true));
    socket.once('error', () => said(false));
  });

/** Its client knows the coordinator from its own environment (LG_COORDINATOR, LG_CROSSBAR). */
const placesOf = async (client: string): Promise<readonly string[]> => {
  try {
    const { stdout } = await promisify(execFile)(client, ['places'], { timeout: clientWithinMs, killSignal: 'SIGKILL' });
    return stdout.split('\n').flatMap((line) => placeIn(line) ?? []);
  } catch {
    return [];
  }
};

// "NAME (ALIAS ALIAS)", padded to 40 columns, a blank, and a comment in free words.
const placeIn = (line: string): string | undefined => {
  const head = /^([\w.@+-]+)(?: \([^()]*\))?(?: +|$)/.exec(line);
  return head && (head[0].length > 40 || head[0] === line) ? head[1] : undefined;
};
