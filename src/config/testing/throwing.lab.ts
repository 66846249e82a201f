import { ConfigError } from '../../core/errors.ts';

export const name = 'throwing';

throw new ConfigError('the environment variable LAB_PLUG is not set', { remedy: 'export LAB_PLUG before starting hil' });
