// `verdin-hil` in a lab file is the package whose `hil` reads it, wherever the file lies: with another copy, or with none, nothing would fit together.
import { existsSync } from 'node:fs';
import { register } from 'node:module';

const source = new URL('../src/index.ts', import.meta.url);
const surface = existsSync(source) ? source : new URL('../dist/index.js', import.meta.url);
const hook = `export const resolve = (name, context, next) => (name === 'verdin-hil' ? next(${JSON.stringify(surface.href)}, context) : next(name, context));`;

register(`data:text/javascript,${encodeURIComponent(hook)}`);
