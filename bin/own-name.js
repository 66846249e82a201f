// What a lab imports as `verdin-hil` and `vitest` are the packages whose `hil` reads it, wherever the file lies: with another copy, or with none, nothing would fit together.
import { existsSync } from 'node:fs';
import { register } from 'node:module';

const source = new URL('../src/index.ts', import.meta.url);
const surface = existsSync(source) ? source : new URL('../dist/index.js', import.meta.url);

register('./own-packages.js', import.meta.url, { data: { surface: surface.href } });
