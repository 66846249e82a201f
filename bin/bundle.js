// A checkout runs its sources as they lie there. Those that a process begins with are joined when one of them is new, and kept: a thousand small modules, each through a loader, took a third of the CPU time of a start.
import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// What is loaded by its own name: as the main module of a process, or by a lab file.
const entries = ['index', 'cli/main', 'run/board-process/board-process', 'sim/virtual/main', 'sim/qemu/main'];

const keptForMs = 7 * 24 * 3600 * 1000;
const usedAnewAfterMs = 24 * 3600 * 1000;

const ownRoot = fileURLToPath(new URL('../', import.meta.url));
const version = readFileSync(new URL(import.meta.url), 'utf8');
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const urlOf = (path) => pathToFileURL(path).href;

/**
 * Where the joined sources of the checkout at `root` lie, and by the URL of a source that of what stands for it. Undefined where they cannot be joined or
 * kept, be it for a mistake in one of them: each is compiled alone then, and the mistake told.
 */
export const bundled = async (root = ownRoot) => {
  const cache = join(root, 'node_modules/.cache/verdin-hil');
  // Checkouts may share a folder of packages.
  const list = join(cache, `bundle-${sha256(root + version).slice(0, 16)}.json`);
  const folder = kept(root, list) ?? (await made(root, cache, list).catch(() => undefined));
  if (folder === undefined) return undefined;
  // A run may last for weeks and load a part late; its timer keeps nothing alive.
  setInterval(use, usedAnewAfterMs, folder).unref();
  const urls = entries.map((entry) => [urlOf(join(root, 'src', `${entry}.ts`)), urlOf(join(folder, `${entry}.mjs`))]);
  return { folder: `${urlOf(folder)}/`, urls: Object.fromEntries(urls) };
};

const stateOf = (file) => {
  const { mtimeMs, size } = statSync(file);
  return `${mtimeMs} ${size}`;
};

const kept = (root, list) => {
  try {
    const { folder, inputs } = JSON.parse(readFileSync(list, 'utf8'));
    if (Object.keys(inputs).some((path) => inputs[path] !== stateOf(join(root, path)))) return undefined;
    if (!isReadable(folder)) return undefined;
    if (statSync(folder).mtimeMs < Date.now() - usedAnewAfterMs) use(folder);
    return folder;
  } catch {
    // There is none yet, it cannot be read, or a source is gone.
    return undefined;
  }
};

// What another user keeps to himself is as good as gone.
const isReadable = (folder) => {
  try {
    for (const entry of entries) accessSync(join(folder, `${entry}.mjs`), constants.R_OK);
    return true;
  } catch {
    return false;
  }
};

const made = async (root, cache, list) => {
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, 'unfinished-'));
  try {
    const begun = Date.now();
    const inputs = Object.fromEntries((await build(root, unfinished)).map((path) => [path, stateOf(join(root, path))]));
    const folder = join(cache, `bundle-${sha256(root + version + JSON.stringify(inputs)).slice(0, 32)}`);
    // What was written meanwhile may be in it or not: then it is for this process alone.
    const isSure = Object.values(inputs).every((state) => Number.parseFloat(state) < begun);
    if (!isSure) return unfinished;
    // What is made for one user alone is for all who may read the sources, as far as the mask of this process lets it.
    chmodSync(unfinished, 0o777 & ~process.umask());
    try {
      renameSync(unfinished, folder);
    } catch (cause) {
      // Another process was sooner.
      if (!existsSync(folder)) throw cause;
      if (!isReadable(folder)) return unfinished;
      rmSync(unfinished, { recursive: true, force: true });
    }
    writeFileSync(`${list}.${process.pid}`, JSON.stringify({ folder, inputs }));
    renameSync(`${list}.${process.pid}`, list);
    leaveOut(cache, folder);
    return folder;
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true });
    throw cause;
  }
};

const use = (folder) => {
  try {
    utimesSync(folder, Date.now() / 1000, Date.now() / 1000);
  } catch {
    // Somebody else's checkout.
  }
};

// A run that goes on may yet load parts of an older one.
const leaveOut = (cache, folder) => {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    const isOld = /^(bundle|unfinished)-/.test(name) && path !== folder && statSync(path).mtimeMs < Date.now() - keptForMs;
    if (isOld) rmSync(path, { recursive: true, force: true });
  }
};

/** Resolves with the paths, below `root`, of all sources that it is made of. */
const build = async (root, outdir) => {
  const esbuild = await import('esbuild');
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(entries.map((entry) => [entry, join(root, 'src', `${entry}.ts`)])),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    // `using` is new to Node 20.
    target: 'node20.19',
    // The name of an error is that of its class.
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: 'silent',
    plugins: [{ name: 'own-url', setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, withOwnUrl) }],
  });
  // Its process would live as long as this one.
  await esbuild.stop();
  return Object.keys(metafile.inputs);
};

// What a source reads lies beside it.
const withOwnUrl = ({ path }) => {
  const text = readFileSync(path, 'utf8');
  if (!text.includes('import.meta.url')) return { contents: text, loader: 'ts' };
  return { contents: `const ownUrl__ = ${JSON.stringify(urlOf(path))}; ${text.replaceAll('import.meta.url', 'ownUrl__')}`, loader: 'ts' };
};
