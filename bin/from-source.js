// For a checkout: its sources are TypeScript, and `verdin-hil` is the name of src/index.ts.
import './own-name.js';
import { register } from 'tsx/esm/api';

register();
