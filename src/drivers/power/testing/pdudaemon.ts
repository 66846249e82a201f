import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PowerState } from '../../../core/power.ts';
import { endProcess, until } from '../../testing/pty.ts';
import { freePort } from '../../testing/wires.ts';

export const pdudaemon = '/usr/sbin/pdudaemon';

export interface TestPdu extends AsyncDisposable {
  readonly port: number;
  contact(outlet: number): Promise<PowerState>;
}

/** Debian's pdudaemon with one PDU, `apc-01`, whose outlets are files. `slow`: seconds that one takes to go on or off. */
export const startPduDaemon = async (slow: { readonly on?: number; readonly off?: number } = {}): Promise<TestPdu> => {
  const dir = await mkdtemp(join(tmpdir(), 'hil-pdu-'));
  const port = await freePort();
  const set = (what: 'on' | 'off'): string => `sleep ${slow[what] ?? 0}; echo ${what} > ${dir}/outlet-%s`;
  const configuration = {
    daemon: { hostname: '127.0.0.1', port, logging_level: 'INFO', listener: 'http' },
    pdus: { 'apc-01': { driver: 'localcmdline', cmd_on: set('on'), cmd_off: set('off') } },
    aliases: { 'verdin-01': { hostname: 'apc-01', port: 3 } },
  };
  await writeFile(join(dir, 'pdudaemon.conf'), JSON.stringify(configuration));
  const daemon = spawn(pdudaemon, ['--conf', join(dir, 'pdudaemon.conf')], { stdio: 'ignore' });
  await until(() =>
    fetch(`http://127.0.0.1:${port}`).then(
      () => true,
      () => false,
    ),
  );
  return {
    port,
    contact: (outlet) =>
      readFile(join(dir, `outlet-${outlet}`), 'utf8').then(
        (text) => text.trim() as PowerState,
        () => 'off' as const,
      ),
    async [Symbol.asyncDispose]() {
      await endProcess(daemon);
      await rm(dir, { recursive: true, force: true });
    },
  };
};
