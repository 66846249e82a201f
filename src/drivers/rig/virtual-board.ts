import { z } from 'zod';
import { boardModels, modelNamed, usualModel } from '../../board/models/model-named.ts';
import type { Driver, Rig, RigSource } from '../../core/driver.ts';
import { PortError } from '../../core/errors.ts';
import type { FaultInjector } from '../../core/fault-injector.ts';
import { nodeFlags, savesMemory } from '../../core/node-flags.ts';
import { ownModule } from '../../core/own-module.ts';
import { literalSecret } from '../../core/secret.ts';
import type { VirtualEndpoints, VirtualSettings } from '../../core/virtual.ts';
import type { VirtualModel } from '../../core/virtual-model.ts';
import { virtualSettings } from '../../core/virtual-settings.ts';
import { tcpConsole } from '../console/tcp-port.ts';
import { shellyPlug } from '../power/shelly-plug.ts';
import { sshShell } from '../ssh/ssh-shell.ts';
import { modelNotes } from './model-notes.ts';
import { startRigProcess } from './rig-process.ts';
import { requireVirtualParts } from './virtual-parts.ts';

const schema = virtualSettings.extend({
  model: z
    .string()
    .refine((name) => boardModels.has(name), { message: `expected a model of board: ${[...boardModels.keys()].join(', ')}` })
    .optional(),
}) as z.ZodType<VirtualSettings>;

/**
 * A virtual board in a process of its own, behind loopback sockets: everything from the wires up is the real code. It is of the model of the board
 * that it is wired to, or of `model`.
 */
export const virtualBoard = (settings: VirtualSettings = {}): RigSource => ({
  rig: 'virtual',
  settings,
  schema,
  simulated: true,
  wires: () => [],
  ...(settings.model === undefined ? {} : { model: settings.model }),
  async start({ signal, model: wired = usualModel.name }) {
    requireVirtualParts();
    const model = modelNamed(settings.model ?? wired).virtual;
    const rig = await startRigProcess<VirtualEndpoints>({
      name: 'the virtual board',
      main,
      args: ['--json', '--model', JSON.stringify(model), JSON.stringify(settings)],
      nodeFlags: nodeFlags({ savesMemory: savesMemory(), youngMegabytes: 1 }),
      endsWithinMs: 2000,
      signal,
    });
    return { ...wires(rig.endpoints, settings, model), [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() };
  },
});

const main = ownModule('../../sim/virtual/main', import.meta.url);

const wires = ({ relay, consoles, ssh, control, speed }: VirtualEndpoints, settings: VirtualSettings, model: VirtualModel): Rig => ({
  power: shellyPlug({ host: `${relay.host}:${relay.port}` }),
  consoles: lacksCoreUart(settings, model)
    ? { a53: tcpConsole(consoles.a53) }
    : { a53: tcpConsole(consoles.a53), m7: tcpConsole(consoles.m7) },
  ssh: sshShell({
    host: ssh.host,
    port: ssh.port,
    user: ssh.user,
    password: literalSecret('virtual board password', ssh.password),
    hostKey: ssh.hostKey,
  }),
  login: { user: ssh.user, password: literalSecret('virtual board password', ssh.password) },
  speed,
  core: model.chip.executes,
  ...(lacksCoreUart(settings, model) ? {} : { provenM7Console: 'the process of the virtual board carries it itself' }),
  modelNotes: modelNotes(control),
  faults: controlEndpoint(
    control,
    (settings.faults ?? []).flatMap(({ name }) => name ?? []),
  ),
});

const lacksCoreUart = ({ wifi = false }: VirtualSettings, { wifiTakesCoreUart }: VirtualModel): boolean => wifi && wifiTakesCoreUart;

const controlEndpoint = ({ host, port }: { host: string; port: number }, names: readonly string[]): Driver<FaultInjector> => ({
  driver: 'virtual-control',
  settings: { host, port },
  schema: z.strictObject({ host: z.string(), port: z.int() }),
  wires: () => [],
  async connect({ signal }) {
    const post = async (path: string, body: object): Promise<void> => {
      const response = await fetch(`http://${host}:${port}${path}`, { method: 'POST', body: JSON.stringify(body), signal }).catch(
        (cause) => {
          throw new PortError('the control endpoint of the virtual board does not answer', { cause });
        },
      );
      if (!response.ok) throw new PortError(`the virtual board answered ${response.status} to ${path}: ${await response.text()}`);
    };
    return {
      names,
      arm: (name) => post('/arm', { name }),
      disarm: () => post('/disarm', {}),
      [Symbol.asyncDispose]: async () => {},
    };
  },
});
