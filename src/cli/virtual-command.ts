import { readFileSync } from 'node:fs';
import { ConfigError } from '../core/errors.ts';
import type { VirtualEndpoints, VirtualSettings } from '../core/virtual.ts';
import { runVirtualBoard } from '../virtual/main.ts';
import { untilInterrupted } from './signals.ts';

export interface VirtualCommandOptions {
  readonly json?: true;
  readonly settings?: string;
}

/** Ends on Ctrl-C, or when standard input closes where a program started it for its JSON. */
export const virtualCommand = async (options: VirtualCommandOptions): Promise<number> => {
  const settings = readSettings(options.settings);
  return untilInterrupted((signal) =>
    runVirtualBoard(settings, {
      json: options.json === true,
      signal,
      onReady: (endpoints) => process.stdout.write(options.json ? `${JSON.stringify(endpoints)}\n` : forPeople(endpoints)),
    }),
  );
};

const readSettings = (source: string | undefined): VirtualSettings => {
  if (source === undefined) return {};
  try {
    return JSON.parse(source.trimStart().startsWith('{') ? source : readFileSync(source === '-' ? 0 : source, 'utf8')) as VirtualSettings;
  } catch (cause) {
    throw new ConfigError(`the settings of the virtual board cannot be read from ${source}`, {
      cause,
      evidence: [cause instanceof Error ? cause.message : String(cause)],
      remedy: `give JSON such as '{"speed": 10}', a file, or - for standard input`,
    });
  }
};

const forPeople = ({ serialNumber, speed, consoles, ssh, relay, control }: VirtualEndpoints): string => `\
Virtual Verdin iMX8MP ${serialNumber}, off, at ${speed} times real speed. Ctrl-C ends it.

  power on     curl -s 'http://${relay.host}:${relay.port}/rpc/Switch.Set?id=0&on=true'
  A53 console  nc ${consoles.a53.host} ${consoles.a53.port}
  M7 console   nc ${consoles.m7.host} ${consoles.m7.port}
  SSH          ssh -p ${ssh.port} -o UserKnownHostsFile=/dev/null ${ssh.user}@${ssh.host}    password ${ssh.password || '(none)'}
               host key ${ssh.hostKey}
  faults       curl -s http://${control.host}:${control.port}/faults
`;
