import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, normalize } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { ConfigError } from '../core/errors.ts';
import type { FirmwareEntry } from '../core/firmware.ts';
import type { Inspection } from '../knowledge/firmware/inspect.ts';

export interface OpenBundle extends Disposable {
  /** The folder of its run. */
  readonly dir: string;
  readonly firmware: Readonly<Record<string, FirmwareEntry>>;
  readonly inspections: Readonly<Record<string, Inspection>>;
}

/** Above any journal that a bundle was made of, far below what hurts. */
const mostBytes = 1024 * 1024 * 1024;
const wanted = /^(?:run\/(?:[\w.-]+\/)?(?:run|events)(?:\.\d+)?\.ndjson|inspect\/[\w.+-]+\.json|firmware\/[\w.+-]+\.elf)$/;

/** Unpacks what a replay needs of a bundle into a folder of its own, which goes with it. Throws ConfigError for a file that is none. */
export const openBundle = (file: string): OpenBundle => {
  const entries = entriesOf(file);
  const dir = mkdtempSync(join(tmpdir(), 'hil-bundle-'));
  const close = (): void => rmSync(dir, { recursive: true, force: true });
  try {
    for (const [name, content] of Object.entries(entries)) {
      const path = join(dir, normalize(name));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    const named = (folder: string): string[] => Object.keys(entries).filter((name) => name.startsWith(`${folder}/`));
    return {
      dir: join(dir, 'run'),
      firmware: Object.fromEntries(named('firmware').map((name) => [basename(name, '.elf'), { kind: 'm7-elf', path: join(dir, name) }])),
      inspections: Object.fromEntries(named('inspect').map((name) => [basename(name, '.json'), inspectionIn(name, entries[name]!)])),
      [Symbol.dispose]: close,
    };
  } catch (cause) {
    close();
    throw cause;
  }
};

const entriesOf = (file: string): Record<string, Uint8Array> => {
  let bytes = 0;
  try {
    const entries = unzipSync(new Uint8Array(readFileSync(file)), {
      filter: ({ name, originalSize }) => {
        if (!wanted.test(name)) return false;
        bytes += originalSize;
        if (bytes > mostBytes) throw new ConfigError(`${file} unpacks to more than ${mostBytes / 2 ** 20} MiB, and is not read`);
        return true;
      },
    });
    if (Object.keys(entries).some((name) => name.startsWith('run/'))) return entries;
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  throw new ConfigError(`${file} is no bundle: it holds no journal`, {
    remedy: 'name a file that hil bundle wrote, or the folder of a run',
  });
};

const inspectionIn = (name: string, content: Uint8Array): Inspection => {
  try {
    return JSON.parse(strFromU8(content)) as Inspection;
  } catch (cause) {
    throw new ConfigError(`${name} in the bundle is no JSON`, { cause });
  }
};
