import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shellQuote } from '../../../core/shell.ts';

/** A folder for PATH with a program named labgrid-client in it. */
export interface ClientFolder extends Disposable {
  readonly path: string;
}

/** `command` gets the client's arguments. */
export const clientFolder = (command: readonly string[], environment: Readonly<Record<string, string>> = {}): ClientFolder => {
  const path = mkdtempSync(join(tmpdir(), 'hil-labgrid-client-'));
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${shellQuote(value)}`);
  const file = join(path, 'labgrid-client');
  writeFileSync(file, `#!/bin/sh\n${[...variables, 'exec', ...command.map(shellQuote)].join(' ')} "$@"\n`);
  chmodSync(file, 0o755);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
};

/** A client that says what labgrid's own says, with its exit codes, and switches relays of model `rest` and those of PDUDaemon. */
export const standInClient = (): ClientFolder =>
  clientFolder([process.execPath, '--import', import.meta.resolve('tsx'), fileURLToPath(new URL('./stand-in-client.ts', import.meta.url))]);
