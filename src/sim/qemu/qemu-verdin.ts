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
import { tftpServer } from '../../drivers/tftp/tftp-server.ts';
import { choiceFields, chosenManifest, kindOf, type QemuChoice } from './choice.ts';
import type { QemuEndpoints } from './endpoints.ts';
import { cacheFolder, type Manifest, prepareCommands, type QemuKind } from './prepare/manifest.ts';

const schema = z.strictObject({
  /** What `npm run qemu:prepare` made; HIL_QEMU_CACHE or `.cache/qemu` of this project by default. */
  cache: z.string().min(1).optional(),
  ...choiceFields,
});
export type QemuSettings = z.infer<typeof schema>;

/**
 * A Verdin iMX8MP in QEMU: a real U-Boot, Linux and sshd on four A53 cores, behind loopback sockets, with our model of the M7 beside them.
 * `m7: true`: with TF-A and an M7 in QEMU itself, so that `bootaux` and the calls of imx_rproc are the real ones.
 * Needs `npm run qemu:prepare` once, for `m7` with `-- --m7`. Throws ConfigError at its start when that is missing.
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
    const { cache, choice, manifest } = prepared(settings);
    // Wall time: to kill QEMU and to remove its files.
    const rig = await startRigProcess<QemuEndpoints>({
      name: 'the QEMU board',
      main,
      args: [cache, JSON.stringify(choice)],
      endsWithinMs: 5000,
      signal,
    });
    return { ...wires(rig.endpoints, manifest, lacksOf(choice)), [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() };
  },
});

interface Prepared {
  readonly cache: string;
  readonly choice: QemuChoice;
  readonly manifest: Manifest;
}

const prepared = ({ cache: named, ...choice }: QemuSettings): Prepared => {
  const cache = cacheFolder(named === undefined ? process.env : { HIL_QEMU_CACHE: named });
  const manifest = chosenManifest(choice, cache);
  requireProgram(manifest.qemu, kindOf(choice));
  return { cache, choice, manifest };
};

const main = ownModule('./main', import.meta.url);

type Lacks = { readonly [capability in Capability]?: string };

const lacksOfBoth = {
  systemd: 'Linux of the QEMU board begins with the init of BusyBox',
} as const;

const lacks: { readonly [kind in QemuKind]: Lacks } = {
  stock: {
    bootaux: "QEMU's own PSCI answers U-Boot's call for the M7, so bootaux says that the core is already up and starts nothing",
    'secure-boot-chain': 'QEMU starts U-Boot itself: neither SPL nor TF-A runs before it',
    rpmsg: 'in QEMU nothing goes back from the M7 to Linux: no interrupt, and no answer of the messaging unit (kicks end with -62)',
    'reset-cause': 'QEMU has no system reset controller, so U-Boot cannot read why the module was reset',
    'clock-gating': 'QEMU gates no clock and no power domain, so nothing freezes without the kernel argument',
    ...lacksOfBoth,
  },
  m7: {
    'secure-boot-chain': 'QEMU puts TF-A and U-Boot into memory itself: TF-A runs before U-Boot, SPL does not',
    ...lacksOfBoth,
  },
};

const keptOn = "Linux 6.12 keeps the clock of the TCM on, since the driver of SDMA2 uses it; with `kernel: '6.1'` it is switched off";

const lacksOf = (choice: QemuChoice): Lacks => ({
  ...lacks[kindOf(choice)],
  ...(choice.m7 && choice.kernel === undefined && { 'tcm-power-domain': keptOn }),
  ...(choice.tfA && { bootaux: "upstream's TF-A does not know U-Boot's call for the M7, so bootaux says that the core is already up" }),
});

const wires = ({ relay, consoles, ssh, tftp, control }: QemuEndpoints, manifest: Manifest, lacks: Lacks): Rig => {
  const { user } = manifest.login;
  const password = literalSecret('QEMU board password', manifest.login.password);
  return {
    power: shellyPlug({ host: `${relay.host}:${relay.port}` }),
    consoles: { a53: tcpConsole(consoles.a53), m7: tcpConsole(consoles.m7) },
    ssh: sshShell({ ...ssh, user, password, hostKey: manifest.hostKey }),
    // Of QEMU's user network: it answers DHCP as well.
    tftp: tftpServer({ host: '10.0.2.2', folder: tftp }),
    login: { user, password },
    speed: 1,
    core: virtualModel.chip.executes,
    provenM7Console: 'the process of the QEMU board carries it itself',
    modelNotes: modelNotes(control),
    lacks,
  };
};

const requireProgram = (name: string, kind: QemuKind): void => {
  const folders = name.includes('/') ? [''] : (process.env.PATH ?? '').split(delimiter);
  if (folders.some((folder) => isExecutable(join(folder, name)))) return;
  throw new ConfigError(`the QEMU board needs ${name}, which is not installed`, { remedy: `run ${prepareCommands[kind]} first` });
};

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
