import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ConfigError, HilError } from '../core/errors.ts';
import { hostLimitOf } from '../core/host-limit.ts';
import { checkLab } from './check-lab.ts';
import { isLabDefinition, type Lab, type LabDefinition } from './lab.ts';
import { loadRemedy } from './load-remedy.ts';
import { resolvedNetboot } from './netboot-files.ts';
import { usualReports } from './usual-reports.ts';

/** Loads and checks a lab file. Throws ConfigError that names every mistake at once; touches no board. */
export const loadLab = async (file: string): Promise<Lab> => {
  const path = resolve(file);
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new ConfigError(`there is no lab file ${path}`, {
      remedy: 'start hil in the folder of lab.config.ts, or name the file with --config',
    });
  }
  requireEsModule(path);
  const definition = definitionOf(await importFile(path), basename(path));
  const mistakes = checkLab(definition, dirname(path));
  if (mistakes.length > 0) throw wrong(basename(path), mistakes);
  return complete(definition, dirname(path));
};

const wrong = (name: string, mistakes: readonly string[]): ConfigError =>
  mistakes.length === 1
    ? new ConfigError(`${name}: ${mistakes[0]}`)
    : new ConfigError(`${name} has ${mistakes.length} mistakes`, { evidence: mistakes });

const complete = (definition: LabDefinition, dir: string): Lab => ({
  ...definition,
  suites: [definition.suites ?? 'suites/**/*.ts'].flat(),
  firmware: Object.fromEntries(
    Object.entries(definition.firmware ?? {}).map(([name, entry]) => [name, { ...entry, path: resolve(dir, entry.path) }]),
  ),
  overlays: Object.fromEntries(Object.entries(definition.overlays ?? {}).map(([name, path]) => [name, resolve(dir, path)])),
  os: Object.fromEntries(Object.entries(definition.os ?? {}).map(([name, entry]) => [name, { ...entry, path: resolve(dir, entry.path) }])),
  netboot: resolvedNetboot(definition.netboot ?? {}, dir),
  reports: { dir: resolve(dir, definition.reports?.dir ?? 'reports'), write: definition.reports?.write ?? usualReports() },
});

const definitionOf = (module: { readonly default?: unknown }, name: string): LabDefinition => {
  if (module.default === undefined) {
    throw new ConfigError(`${name} has no default export`, { remedy: 'write: export default defineLab({ … })' });
  }
  if (!isLabDefinition(module.default)) {
    throw new ConfigError(`the default export of ${name} was not made by defineLab`, { remedy: 'write: export default defineLab({ … })' });
  }
  return module.default;
};

const importFile = async (path: string): Promise<{ readonly default?: unknown }> => {
  const shared = globalThis as Record<symbol, unknown>;
  try {
    await requireLoader();
    shared[loading] = path;
    return (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
  } catch (cause) {
    throw cannotLoad(path, cause);
  } finally {
    delete shared[loading];
  }
};

// bin/hil.js looks there when the process ends before its time: nothing comes back from a file that awaits for ever or calls `process.exit`.
const loading = Symbol.for('verdin-hil.loading');

// For a plain import, so that the file shares every module with this process.
const requireLoader = async (): Promise<void> => {
  if (!isLoaderThere) {
    await loadSources?.();
    (await import('tsx/esm/api')).register();
  }
  isLoaderThere = true;
};

// In a checkout bin/source.js leaves it there: after it `verdin-hil` is this copy.
const loadSources = (globalThis as Record<symbol, unknown>)[Symbol.for('verdin-hil.load-sources')] as (() => Promise<void>) | undefined;

// Neither compiled modules nor our own sources come with a loader for all that a lab's own TypeScript may be.
let isLoaderThere = import.meta.url.endsWith('.ts') && loadSources === undefined;

const cannotLoad = (path: string, cause: unknown): HilError => {
  const limit = cause instanceof HilError ? undefined : hostLimitOf(cause);
  if (limit) return new HilError('lab', `${path} cannot be loaded: ${limit.why} (${limit.said})`, { cause, remedy: limit.remedy });
  const { message, stack = '' } = cause instanceof Error ? cause : new Error(String(cause));
  const syntax = /^(?<file>\/.+?):(?<line>\d+):\d+: ERROR: (?<what>.+)$/m.exec(message)?.groups;
  if (syntax) {
    // esbuild is told .ts for .mts.
    const file = syntax.file === path.replace(/\.mts$/, '.ts') ? path : syntax.file;
    return new ConfigError(`${file}:${syntax.line}: syntax error: ${syntax.what}`, { cause });
  }
  const where = placeIn(stack, path);
  const sentence = message.split('\n')[0]!.replace(/ One of the following is possible:$/, '');
  if (cause instanceof HilError) {
    return new ConfigError(`${where}: ${sentence}`, { cause, evidence: cause.evidence, ...(cause.remedy ? { remedy: cause.remedy } : {}) });
  }
  const remedy = loadRemedy(message);
  return new ConfigError(`${where} cannot be loaded: ${sentence}`, { cause, ...(remedy ? { remedy } : {}) });
};

/** The place in the lab file from which it was thrown, as file:line. */
const placeIn = (stack: string, path: string): string => {
  const frame = stack.split('\n').find((line) => line.includes(path) || line.includes(pathToFileURL(path).href));
  const [, place] = /((?:file:\/\/)?\/[^()]+?:\d+):\d+\)?$/.exec(frame ?? '') ?? [];
  if (!place) return path;
  return place.startsWith('file://') ? fileURLToPath(place).replace(/\?[^:]*(?=:\d+$)/, '') : place;
};

/**
 * Throws ConfigError for a file that Node takes for CommonJS. Loaded that way, it would get copies of its own of every module it imports, and the
 * runner would neither know its errors nor its secrets.
 */
export const requireEsModule = (path: string): void => {
  const extension = extname(path);
  if (extension === '.mts' || extension === '.mjs') return;
  const manifest = extension.startsWith('.c') ? undefined : nearestManifest(dirname(path));
  if (manifest && typeOf(manifest) === 'module') return;
  throw new ConfigError(`${path} is not an ES module`, {
    remedy: manifest
      ? `add "type": "module" to ${manifest} (npm pkg set type=module), or rename the file to end in .mts`
      : 'rename the file to end in .mts',
  });
};

const nearestManifest = (dir: string): string | undefined => {
  const manifest = join(dir, 'package.json');
  if (existsSync(manifest)) return manifest;
  return dirname(dir) === dir ? undefined : nearestManifest(dirname(dir));
};

const typeOf = (manifest: string): unknown => {
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly type?: unknown }).type;
  } catch {
    return undefined;
  }
};
