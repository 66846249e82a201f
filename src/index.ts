// The public surface of verdin-hil, imported as '#lab' by lab.config.ts and by suites.
export { fromEnv } from './core/secret.ts';
