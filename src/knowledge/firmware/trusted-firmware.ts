/**
 * Whose TF-A a version string belongs to. NXP's build strings are tags of its own (`lf-6.1.55-2.2.0`, `lf_v2.6-g3c1583ba0a`, `imx_5.4.70_2.3.0`),
 * Toradex's are built from it; upstream's and Debian's name a release, a package or nothing (`v2.8(release):v2.8`, `v2.12.1(debug):2.12.1+dfsg-1`).
 */
export const trustedFirmwareOf = (version: string): 'nxp' | 'upstream' =>
  /\blf[-_]?[v\d]|\bimx[-_]?\d|\b(?:rel_)?imx_|toradex/i.test(version) ? 'nxp' : 'upstream';
