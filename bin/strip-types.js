// A checkout runs its sources as they lie there: each is compiled when it is new, and kept; all else is left to Node, which a loader of every module would slow.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const isOurs = (url) => url.startsWith('file:') && /\.ts(\?|$)/.test(url) && !url.includes('/node_modules/');

export const load = async (url, context, next) =>
  isOurs(url) ? { format: 'module', shortCircuit: true, source: await compiled(fileURLToPath(url)) } : next(url, context);

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
