// A source that is in no bundle is compiled when it is new, and kept; all else is left to Node, which a loader of every module would slow.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// What an entry of ours is in one piece with, or nothing.
let folder;
let urls = {};
export const initialize = (bundle) => {
  if (bundle !== undefined) ({ folder, urls } = bundle);
};
const isPart = (url) => folder !== undefined && url?.startsWith(folder) === true;

export const resolve = (name, context, next) => {
  if (name.startsWith('.') && isPart(context.parentURL)) {
    return { url: new URL(name, context.parentURL).href, format: 'module', shortCircuit: true };
  }
  return next(name, context);
};

export const load = async (url, context, next) => {
  if (Object.hasOwn(urls, url)) return asModule(`export * from ${JSON.stringify(urls[url])};`);
  if (isPart(url)) return asModule(readFileSync(fileURLToPath(url), 'utf8'));
  return isOurs(url) ? asModule(await compiled(fileURLToPath(url))) : next(url, context);
};

const asModule = (source) => ({ format: 'module', shortCircuit: true, source });

const isOurs = (url) => url.startsWith('file:') && /\.ts(\?|$)/.test(url) && !url.includes('/node_modules/');

const cache = fileURLToPath(new URL('../node_modules/.cache/verdin-hil/', import.meta.url));

// One file for each source, which ends with what it was made of.
const compiled = async (path) => {
  const source = readFileSync(path, 'utf8');
  const kept = join(cache, `${sha256(path)}.js`);
  const end = `\n//${sha256(source)}\n`;
  try {
    const code = readFileSync(kept, 'utf8');
    if (code.endsWith(end)) return code;
  } catch {
    // It is new.
  }
  const code = (await compile(path, source)) + end;
  keep(kept, code);
  return code;
};

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

const compile = async (path, source) => {
  const { transform } = await import('esbuild');
  // `using` is new to Node 20.
  const { code } = await transform(source, {
    loader: 'ts',
    target: 'node20.19',
    sourcefile: path,
    sourcemap: 'inline',
    sourcesContent: false,
  });
  return code;
};

const keep = (file, code) => {
  try {
    mkdirSync(cache, { recursive: true });
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, code);
    renameSync(unfinished, file);
  } catch {
    // A checkout that cannot be written to is compiled at each start.
  }
};
