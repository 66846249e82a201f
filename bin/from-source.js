// `node from-source.js FILE …`: a source of a checkout as the main module of a process.
import { pathToFileURL } from 'node:url';
import { loadSource } from './source.js';

process.argv.splice(1, 1);
await loadSource(pathToFileURL(process.argv[1]).href);
