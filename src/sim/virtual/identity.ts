import { createECDH, createHash, createPrivateKey } from 'node:crypto';
import type { VirtualModule } from '../../core/virtual-model.ts';
import type { BoardSettings } from './settings.ts';

/** Everything that tells this module and its software from another one. */
export interface Identity {
  readonly serialNumber: string;
  readonly hostName: string;
  readonly user: string;
  readonly password: string;
  readonly model: string;
  readonly productId: string;
  /** As U-Boot prints it. */
  readonly uBootModel: string;
  readonly spl: string;
  readonly uBoot: string;
  readonly tfA: string;
  readonly release: string;
  /** Behind `#1` in the kernel's banner. */
  readonly kernelBuild: string;
  readonly distro: { readonly name: string; readonly version: string; readonly issue: string };
  readonly ostreeHash: string;
  readonly ramBytes: number;
  /** The host key of sshd: the same for a seed, as a module keeps its key across boots. */
  readonly hostKeyPem: string;
}

export const identityOf = (settings: BoardSettings): Identity => {
  const serialNumber = String(15_230_200 + (Math.abs(settings.seed) % 80_000_000)).padStart(8, '0');
  const software = softwareOf[settings.kernel];
  const { productId, name } = moduleOf(settings);
  return {
    ...software,
    serialNumber,
    hostName: `${settings.model.name}-${serialNumber}`,
    ...(settings.image === 'torizon' ? { user: 'torizon', password: 'torizon' } : { user: 'root', password: '' }),
    productId,
    model: `Toradex ${settings.model.title}${settings.wifi ? ' WB' : ''} on Verdin Development Board`,
    uBootModel: `Toradex ${productId} ${settings.model.title} ${name} ${settings.model.version}`,
    tfA: settings.tfA === 'nxp' ? software.tfA : software.upstreamTfA,
    kernelBuild: kernelBuildOf(settings, software),
    distro: distroOf(settings, software),
    ostreeHash: createHash('sha256').update(`torizon ${software.release}`).digest('hex'),
    ramBytes: Number.parseInt(settings.ram, 10) * 1024 ** 3,
    hostKeyPem: hostKey(settings.seed),
  };
};

const kernelBuildOf = (
  { image, kernel }: BoardSettings,
  { flavour, distroVersion }: { readonly flavour: string; readonly distroVersion: string },
): string =>
  kernel === '6.12'
    ? '#1 SMP Debian 6.12.95-1~bpo12+1 (2026-07-05)'
    : `#1-${image === 'torizon' ? flavour : distroVersion} SMP PREEMPT ${buildDate}`;

const buildDate = 'Thu Sep 21 08:26:10 UTC 2023';

// Release names of Toradex's BSP 6 and 7 in their own form.
const softwareOf = {
  '5.15': {
    release: '5.15.129-6.4.0+git.67c3153d20ff',
    flavour: 'TorizonCore',
    distroVersion: '6.4.0+build.5',
    spl: 'U-Boot SPL 2022.04-6.4.0+git.dc27426aa417 (Jan 01 1970 - 00:00:00 +0000)',
    uBoot: 'U-Boot 2022.04-6.4.0+git.dc27426aa417 (Jan 01 1970 - 00:00:00 +0000)',
    tfA: 'v2.6(release):lf_v2.6-g3c1583ba0a',
    upstreamTfA: 'v2.6(release):v2.6',
  },
  '6.1': {
    release: '6.1.90-6.7.0-devel+git.9a3f0f0dd2f0',
    flavour: 'TorizonCore',
    distroVersion: '6.7.0+build.17',
    spl: 'U-Boot SPL 2022.04-6.7.0+git.c3ea9a9f5e0e (Jan 01 1970 - 00:00:00 +0000)',
    uBoot: 'U-Boot 2022.04-6.7.0+git.c3ea9a9f5e0e (Jan 01 1970 - 00:00:00 +0000)',
    tfA: 'v2.8(release):lf-6.1.55-2.2.0-0-g08e9d4eef2',
    upstreamTfA: 'v2.8(release):v2.8',
  },
  '6.6': {
    release: '6.6.54-7.1.0-g3493ccd66900',
    flavour: 'Torizon',
    distroVersion: '7.1.0+build.1',
    spl: 'U-Boot SPL 2024.07-7.1.0-g8b1a2b5e3f0c (Jan 01 1970 - 00:00:00 +0000)',
    uBoot: 'U-Boot 2024.07-7.1.0-g8b1a2b5e3f0c (Jan 01 1970 - 00:00:00 +0000)',
    tfA: 'v2.10.0\t(release):lf-6.6.52-2.2.0-dirty',
    upstreamTfA: 'v2.10.0\t(release):v2.10.0',
  },
  // Debian's kernel and U-Boot's own release: what the QEMU board runs.
  '6.12': {
    release: '6.12.95+deb12-arm64',
    flavour: 'Torizon',
    distroVersion: '7.4.0+build.1',
    spl: 'U-Boot SPL 2025.01 (Jan 08 2026 - 12:33:48 +0000)',
    uBoot: 'U-Boot 2025.01 (Jan 08 2026 - 12:33:48 +0000)',
    tfA: 'v2.12.0\t(release):lf-6.12.3-1.0.0-dirty',
    upstreamTfA: 'v2.12.0\t(release):v2.12.0',
  },
} as const;

const distroOf = ({ image, kernel }: BoardSettings, { distroVersion }: { readonly distroVersion: string }): Identity['distro'] => {
  if (image === 'bsp')
    return { name: 'TDX Wayland with XWayland', version: distroVersion, issue: `TDX Wayland with XWayland ${distroVersion} (kirkstone)` };
  const name = kernel === '6.6' || kernel === '6.12' ? 'Torizon OS' : 'TorizonCore';
  return { name, version: distroVersion, issue: `${name} ${distroVersion}` };
};

// A combination that is not sold is taken for the module with that memory.
const moduleOf = ({ ram, wifi, model: { modules } }: BoardSettings): VirtualModule => {
  const ofSize = modules.filter((each) => each.ram === ram);
  return ofSize.find((each) => each.wifi === wifi) ?? ofSize[0]!;
};

/** Of a system that was made from this seed. */
export const hostKey = (seed: number | string): string => {
  const secret = createHash('sha256').update(`host key of board ${seed}`).digest();
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(secret);
  const point = curve.getPublicKey();
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: secret.toString('base64url'),
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  return createPrivateKey({ key: jwk, format: 'jwk' }).export({ type: 'sec1', format: 'pem' }) as string;
};
