import { fileURLToPath } from 'node:url';
import type { VirtualEndpoints } from '../src/core/virtual.ts';
import type { JumpHost } from './wires/jump-host.ts';
import type { World } from './world.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The name of the board in every world. */
export const boardName = 'dut';

export interface WorldPorts {
  readonly a53: number;
  readonly m7: number;
  readonly ssh: number;
  readonly relay: number;
}

/** Where the wires of a world begin. */
export interface WorldEnds {
  readonly ports: WorldPorts;
  readonly jumpHost: Pick<JumpHost, 'host' | 'config'> | undefined;
}

/** The lab file of a world: its board at the near ends of the wires. */
export const labFileOf = ({ lab = {} }: World, { ssh, speed }: VirtualEndpoints, { ports, jumpHost }: WorldEnds): string => `
import { readFileSync, writeFileSync } from 'node:fs';
import { defineLab, fromEnv, junit, m7Bin, m7Elf, runJson, shellyPlug, sshShell, summary, tcpConsole, verdinImx8mp } from '${root}src/index.ts';

const login = { user: '${ssh.user}', password: fromEnv('LAB_PASSWORD') };
const prebuilt = (name: string): string => \`${root}firmware/prebuilt/\${name}.elf\`;
const relayPort = ${ports.relay};
${lab.before ?? ''}

export default defineLab({
  boards: {
    ${boardName}: verdinImx8mp({
      power: ${lab.power ?? "shellyPlug({ host: '127.0.0.1:' + relayPort })"},
      consoles: {
        a53: ${lab.console ?? ''}(tcpConsole({ host: '127.0.0.1', port: ${ports.a53}${again(lab)} })),
        ${lab.m7 === false ? '' : `m7: tcpConsole({ host: '127.0.0.1', port: ${ports.m7}${again(lab)} }),`}
      },
      ${
        lab.ssh === false
          ? ''
          : `ssh: sshShell({ host: '127.0.0.1', port: ${ports.ssh}, ...login${
              jumpHost ? `, via: { host: '${jumpHost.host}', config: '${jumpHost.config}' }` : ''
            } }),`
      }
      login,
      speed: ${speed},
    }),
  },
  firmware: {
    'tcm-hello': m7Elf(prebuilt('tcm-hello')),
    'ddr-plain': m7Elf(prebuilt('ddr-plain')),
    'tcm-rpmsg': m7Elf(prebuilt('tcm-rpmsg')),
    ${lab.firmware ?? ''}
  },
  reports: { write: [summary(), junit(), runJson()] },
  ${lab.more ?? ''}
});
`;

const again = ({ reconnects }: NonNullable<World['lab']>): string => (reconnects ? ', reconnect: true' : '');

/** What stands in front of the suite of every world. */
export const suiteOf = (world: World): string => `
import { writeFileSync } from 'node:fs';
import { setTimeout as hostTime } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, onTestFailed, onTestFinished, test, vi } from 'vitest';
import { describe, expect, scenario } from '#lab';
import { strike } from '../strike.ts';
${world.suite}`;
