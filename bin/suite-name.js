// The same for packages that suites use, which Node loads past the host of the suites: `verdin-hil` is there what suites have of it.
import { existsSync } from 'node:fs';
import { register } from 'node:module';

const source = new URL('../src/scenario/index.ts', import.meta.url);
const isSource = existsSync(source);
const surface = isSource ? source : new URL('../dist/scenario/index.js', import.meta.url);

if (isSource) register('./source-hooks.js', import.meta.url);
register('./own-packages.js', import.meta.url, { data: { surface: surface.href } });
