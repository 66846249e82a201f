// For a checkout: its sources are TypeScript, and `verdin-hil` is the name of src/index.ts.
import './own-name.js';
import { register } from 'node:module';

process.setSourceMapsEnabled(true);
register('./strip-types.js', import.meta.url);
// A lab's own files may hold more than that hook is made for: they need a loader of their own.
globalThis[Symbol.for('verdin-hil.strips-types')] = true;
