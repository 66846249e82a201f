#!/usr/bin/env node
import { existsSync } from 'node:fs';

// A checkout has sources, which need no build; the installed package has them compiled.
const source = new URL('../src/cli/main.ts', import.meta.url);
if (existsSync(source)) {
  await import('./from-source.js');
  await import(source.href);
} else {
  await import('./own-name.js');
  await import('../dist/cli/main.js');
}
