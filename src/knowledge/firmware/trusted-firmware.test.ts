import { expect, test } from 'vitest';
import { trustedFirmwareOf } from './trusted-firmware.ts';

test.for([
  ['v2.6(release):lf_v2.6-g3c1583ba0a', 'nxp'],
  ['v2.8(release):lf-6.1.55-2.2.0-0-g08e9d4eef2', 'nxp'],
  ['v2.10.0 (release):lf-6.6.52-2.2.0-dirty', 'nxp'],
  ['v2.2(release):rel_imx_5.4.47_2.2.0-0-gc949a888e', 'nxp'],
  ['v2.4(release):toradex_imx_5.10.y-0-g1', 'nxp'],
  ['v2.12.1(debug)', 'upstream'],
  ['v2.12.1(debug):', 'upstream'],
  ['v2.12.1(debug):debian-2.12.1-1', 'upstream'],
  ['v2.12.1(release):2.12.1+dfsg-1', 'upstream'],
  ['v2.8(release):v2.8', 'upstream'],
  ['v2.9.0', 'upstream'],
] as const)('%s is of %s', ([version, whose]) => {
  expect(trustedFirmwareOf(version)).toBe(whose);
});
