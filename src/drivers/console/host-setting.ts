import { isIPv6 } from 'node:net';
import { z } from 'zod';

/** A name or an address, of which the port stands in a setting of its own. */
export const hostSetting = z
  .string()
  .min(1)
  .superRefine((host, context) => report(mistakeIn(host, false), context));

/** A name or an address, with `:port` where it is not the usual one. */
export const hostWithPort = z
  .string()
  .min(1)
  .superRefine((host, context) => report(mistakeIn(host, true), context));

const report = (message: string | undefined, context: { addIssue(issue: { code: 'custom'; message: string }): void }): void => {
  if (message !== undefined) context.addIssue({ code: 'custom', message });
};

const mistakeIn = (host: string, takesPort: boolean): string | undefined => {
  if (/[/\s]/.test(host)) return 'expected a name or an address alone (without http:// and path)';
  if (host.includes('@')) return 'expected a name or an address alone (without a user before it)';
  if (isIPv6(host.replace(/^\[(.*)\]$/, '$1'))) return undefined;
  const [, port] = /^(?:[^:]+|\[.*\]):(\d+)$/.exec(host) ?? [];
  if (port !== undefined) return takesPort ? undefined : `expected a name or an address alone (its port stands beside it: port: ${port})`;
  return host.includes(':') ? 'expected a name or an address (what stands behind its colon is no port)' : undefined;
};
