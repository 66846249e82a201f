import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

// Two copies of vitest in one process meet in its globals, and of these only one has what the other one wrote there.
const manifest = createRequire(import.meta.url).resolve('vitest/package.json');
const vitest = pathToFileURL(manifest).href;
const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8'));
const parts = ['vitest', ...Object.keys(dependencies).filter((name) => name.startsWith('@vitest/'))];
let surface;

export const initialize = (data) => {
  surface = data.surface;
};

export const resolve = (name, context, next) => {
  if (name === 'verdin-hil') return next(surface, context);
  const isOfVitest = parts.some((part) => name === part || name.startsWith(`${part}/`));
  return next(name, isOfVitest ? { ...context, parentURL: vitest } : context);
};
