// A checkout runs its sources as they lie there.
import { register } from 'node:module';
import { bundled } from './bundle.js';

/** The module at `url`, one of the sources. */
export const loadSource = async (url) => {
  process.setSourceMapsEnabled(true);
  // Where a lab file takes sources by their path, as those of our own tests do, a second copy of them would be met.
  const bundle = process.env.HIL_SOURCES === 'alone' ? undefined : await bundled();
  const loadAll = async () => {
    await import('./own-name.js');
    register('./source-hooks.js', import.meta.url, { data: bundle });
  };
  // A thread of its own answers each import from then on: nobody pays for it but who loads a lab file.
  globalThis[Symbol.for('verdin-hil.load-sources')] = loadAll;
  const part = bundle?.urls[url];
  if (part === undefined) await loadAll();
  return import(part ?? url);
};
