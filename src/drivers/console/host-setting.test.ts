import { expect, test } from 'vitest';
import type { z } from 'zod';
import { hostSetting, hostWithPort } from './host-setting.ts';

const said = (schema: z.ZodType, host: string): string | undefined => schema.safeParse(host).error?.issues[0]?.message;

test.for(['relay.lab', 'relay', '10.0.0.7', '::1', '[::1]', 'fe80::1', 'board_1', 'verdin-imx8mp-06817281.local'])(
  '%s is a host',
  (host) => {
    expect(said(hostSetting, host)).toBeUndefined();
    expect(said(hostWithPort, host)).toBeUndefined();
  },
);

test.for(['relay.lab:8080', '10.0.0.7:8080', '[::1]:8080'])('the port of %s stands beside it, or is its own', (host) => {
  expect(said(hostSetting, host)).toBe('expected a name or an address alone (its port stands beside it: port: 8080)');
  expect(said(hostWithPort, host)).toBeUndefined();
});

test.for([
  ['http://relay.lab', 'without http:// and path'],
  ['relay.lab/rpc', 'without http:// and path'],
  ['relay.lab ', 'without http:// and path'],
  ['admin@relay.lab', 'without a user before it'],
  ['relay.lab:http', 'behind its colon is no port'],
] as const)('%s is no host', ([host, why]) => {
  for (const schema of [hostSetting, hostWithPort]) expect(said(schema, host)).toContain(why);
});
