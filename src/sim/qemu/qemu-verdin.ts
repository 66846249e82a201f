import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import { virtualModel } from '../../board/models/verdin-imx8mp/virtual.ts';
import type { Capability } from '../../core/capability.ts';
import type { Rig, RigSource } from '../../core/driver.ts';
import { ConfigError } from '../../core/errors.ts';
import { ownModule } from '../../core/own-module.ts';
import { literalSecret } from '../../core/secret.ts';
import { tcpConsole } from '../../drivers/console/tcp-port.ts';
import { shellyPlug } from '../../drivers/power/shelly-plug.ts';
import { modelNotes } from '../../drivers/rig/model-notes.ts';
import { startRigProcess } from '../../drivers/rig/rig-process.ts';
import { sshShell } from '../../drivers/ssh/ssh-shell.ts';
import type { QemuEndpoints } from './endpoints.ts';
import { cacheFolder, type Manifest, readManifest } from './prepare/manifest.ts';

const schema = z.strictObject({
  /** What `npm run qemu:prepare` made; HIL_QEMU_CACHE or `.cache/qemu` of this project by default. */
  cache: z.string().min(1).optional(),
});
export type QemuSettings = z.infer<typeof schema>;

/**
 * A Verdin iMX8MP in QEMU: a real U-Boot, Linux and sshd on four A53 cores, behind loopback sockets, with our model of the M7 beside them.
 * Needs `npm run qemu:prepare` once. Throws ConfigError at its start when that is missing.
 */
export const qemuVerdin = (settings: QemuSettings = {}): RigSource => ({
  rig: 'qemu',
  settings,
  schema,
  simulated: true,
  wires: () => [],
  model: virtualModel.name,
  core: virtualModel.chip.executes,
  requireHost: () => void prepared(settings),
  async start({ signal }) {
    const { cache, manifest } = prepared(settings);
    // Wall time: to kill QEMU and to remove its files.
    const rig = await startRigProcess<QemuEndpoints>({ name: 'the QEMU board', main, args: [cache], endsWithinMs: 5000, signal });
    return { ...wires(rig.endpoints, manifest), [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() };
  },
});

const prepared = ({ cache: named }: QemuSettings): { readonly cache: string; readonly manifest: Manifest } => {
  const cache = cacheFolder(named === undefined ? process.env : { HIL_QEMU_CACHE: named });
  const manifest = readManifest(cache);
  requireProgram(manifest.qemu);
  return { cache, manifest };
};

const main = ownModule('./main', import.meta.url);

const lacks: { readonly [capability in Capability]?: string } = {
  bootaux: "QEMU's own PSCI answers U-Boot's call for the M7, so bootaux says that the core is already up and starts nothing",
  'secure-boot-chain': 'QEMU starts U-Boot itself: neither SPL nor TF-A runs before it',
  rpmsg: 'in QEMU nothing goes back from the M7 to Linux: no interrupt, and no answer of the messaging unit (kicks end with -62)',
  'clock-gating': 'QEMU gates no clock and no power domain, so nothing freezes without the kernel argument',
  overlays: 'the QEMU board boots with one device tree, and its boot script knows no overlays.txt',
  'reset-cause': 'QEMU has no system reset controller, so U-Boot cannot read why the module was reset',
};

const wires = ({ relay, consoles, ssh, control }: QemuEndpoints, manifest: Manifest): Rig => {
  const { user } = manifest.login;
  const password = literalSecret('QEMU board password', manifest.login.password);
  return {
    power: shellyPlug({ host: `${relay.host}:${relay.port}` }),
    consoles: { a53: tcpConsole(consoles.a53), m7: tcpConsole(consoles.m7) },
    ssh: sshShell({ ...ssh, user, password, hostKey: manifest.hostKey }),
    login: { user, password },
    speed: 1,
    core: virtualModel.chip.executes,
    provenM7Console: 'the process of the QEMU board carries it itself',
    modelNotes: modelNotes(control),
    lacks,
  };
};

const requireProgram = (name: string): void => {
  const folders = name.includes('/') ? [''] : (process.env.PATH ?? '').split(delimiter);
  if (folders.some((folder) => isExecutable(join(folder, name)))) return;
  throw new ConfigError(`the QEMU board needs ${name}, which is not installed`, { remedy: 'run `npm run qemu:prepare` first' });
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
