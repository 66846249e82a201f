import { createRequire } from 'node:module';
import packageJson from '../../../package.json' with { type: 'json' };
import { ConfigError } from '../../core/errors.ts';

const resolveHere = (name: string): unknown => createRequire(import.meta.url).resolve(name);

/**
 * The virtual Linux runs its commands in just-bash, which with what it brings is as large as the rest of this program: a lab with boards of its own
 * installs without it. Throws ConfigError where it is missing.
 */
export const requireVirtualParts = (resolve: (name: string) => unknown = resolveHere): void => {
  try {
    resolve('just-bash');
  } catch (cause) {
    throw new ConfigError('a virtual board needs the package just-bash, which is not installed here', {
      cause,
      remedy: `npm install --save-dev just-bash@${packageJson.peerDependencies['just-bash']}`,
    });
  }
};
