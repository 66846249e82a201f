import { ConfigError } from '../core/errors.ts';

/** What `--ssh` says. Throws ConfigError that lists what it may say. */
export const sshChoice = (text: string): { readonly host: string; readonly port?: number } => {
  const [, host, port] = /^(\[[^\]]+\]|[^:\s]+)(?::(\d+))?$/.exec(text) ?? [];
  if (!host) throw new ConfigError(`'${text}' is no address for SSH`, { remedy: 'write HOST or HOST:PORT' });
  return { host, ...(port ? { port: Number(port) } : {}) };
};
