import { createHash } from 'node:crypto';
import ssh2 from 'ssh2';
import { boardClock, type Clock } from '../../core/time.ts';
import type { VirtualEndpoints } from '../../core/virtual.ts';
import { BoardLife } from './board-life.ts';
import { bootBoard } from './boot/boot-flow.ts';
import { Carrier } from './carrier.ts';
import type { Chip } from './chip.ts';
import { FaultPlan } from './fault-plan.ts';
import { hostKey, type Identity, identityOf } from './identity.ts';
import { Limits } from './limits.ts';
import { writeImage } from './linux/disk-image.ts';
import { FileTree, newFile } from './linux/file-tree.ts';
import type { Linux } from './linux/linux.ts';
import type { Account } from './linux/password-change.ts';
import { type NetworkHost, type SshServer, serveSsh } from './linux/ssh-server.ts';
import { seededRandom } from './random.ts';
import type { BoardSettings } from './settings.ts';
import { chipOf } from './soc-chip.ts';
import { defaultEnvironment } from './u-boot/default-environment.ts';
import { EnvironmentStore } from './u-boot/environment.ts';
import type { Installation } from './wires/carrier-server.ts';
import { serveControl } from './wires/control-server.ts';
import { ownProcessors, watchPace } from './wires/pace.ts';
import { serveRelay } from './wires/relay-server.ts';
import { Uart } from './wires/uart.ts';
import { serveUart } from './wires/uart-server.ts';

/** The module on its carrier board: what keeps its contents without power, and what lives from one reset to the next. */
export class VirtualBoard implements NetworkHost {
  readonly settings: BoardSettings;
  readonly identity: Identity;
  readonly clock: Clock;
  readonly consoles: { readonly a53: Uart; readonly m7: Uart };
  readonly faults: FaultPlan;
  readonly limits = new Limits();
  readonly tree = new FileTree();
  readonly store: EnvironmentStore;
  readonly account: Account;
  readonly chip: Chip;
  readonly carrier: Carrier;
  readonly random;
  linux: Linux | undefined;
  #life: BoardLife | undefined;
  #hasPower = false;
  #ssh: SshServer | undefined;
  #installations = 0;
  constructor(settings: BoardSettings) {
    this.settings = settings;
    this.identity = identityOf(settings);
    this.clock = boardClock(settings.speed);
    this.random = seededRandom(settings.seed);
    this.faults = new FaultPlan(settings.faults, this.random);
    this.consoles = { a53: new Uart(this.clock), m7: new Uart(this.clock) };
    this.account = { password: this.identity.password, mustChange: settings.firstLogin };
    this.store = new EnvironmentStore(defaultEnvironment(settings, this.identity.serialNumber));
    this.store.save(new Map([...this.store.defaults, ...Object.entries(settings.variables)]));
    this.chip = chipOf(settings, this.identity, this.clock, {
      // Where Bluetooth has these pads, nobody hears the core.
      onM7Uart: (byte) => (hasCoreUart(settings) ? this.consoles.m7.write(Uint8Array.of(byte)) : undefined),
      notes: { onLimit: (limit) => this.limits.report(limit), onMishap: (sentence) => this.limits.mishap('m7', sentence) },
      onReset: () => this.restart('WDOG'),
    });
    this.carrier = new Carrier({
      clock: this.clock,
      restart: () => this.restart('POR'),
      halt: () => {
        this.#endLife();
        this.chip.coldReset();
      },
    });
    writeImage(this.tree, settings, this.identity);
  }

  get network(): 'silent' | 'closed' | 'open' {
    if (!this.#hasPower || this.linux?.answers === false) return 'silent';
    return this.linux?.sshdIsUp ? 'open' : 'closed';
  }

  attach(ssh: SshServer): void {
    this.#ssh = ssh;
  }

  /** The contact of the relay. False when it is stuck. */
  switchPower(on: boolean): boolean {
    if (this.faults.strikes('stuck-relay', 'always')) return false;
    if (on === this.#hasPower) return true;
    if (on) this.#powerOn();
    else this.#powerOff();
    return true;
  }

  /** Everything from the reset on, again. The PMIC has cycled the rails, so memory is lost whatever the cause was. */
  restart(resetCause: 'POR' | 'WDOG'): void {
    this.#endLife();
    this.chip.coldReset();
    this.#begin(resetCause);
  }

  /** Linux switched the module off; only a new power-on brings it back. */
  powerDown(): void {
    this.#endLife();
    this.chip.powerOff();
  }

  /** What an installer that runs from RAM leaves on the eMMC: the image anew, its first login ahead, and keys and a machine id that no system had before. */
  install({ version }: Installation): void {
    this.#installations++;
    const { identity, settings } = this;
    const made = `installation ${this.#installations} of board ${settings.seed}`;
    this.tree.root.entries.clear();
    const issue = identity.distro.issue.replace(identity.distro.version, version);
    writeImage(this.tree, settings, { ...identity, distro: { ...identity.distro, version, issue } });
    this.tree.put('/etc/machine-id', newFile(Buffer.from(`${createHash('sha256').update(made).digest('hex').slice(0, 32)}\n`)));
    this.store.save(this.store.defaults);
    this.account.password = identity.password;
    this.account.mustChange = settings.firstLogin;
    this.#ssh?.rekey(hostKey(made));
  }

  /** The supply sagged: as a reset from outside, unasked. */
  brownOut(): void {
    this.restart('POR');
  }

  #powerOn(): void {
    this.#hasPower = true;
    this.chip.powerOn();
    if (this.carrier.powerOn()) this.#begin('POR');
  }

  #powerOff(): void {
    this.#hasPower = false;
    this.carrier.powerOff();
    this.#endLife();
    this.chip.powerOff();
  }

  #begin(resetCause: string): void {
    const life = new BoardLife(this.clock, resetCause);
    this.#life = life;
    if (hasCoreUart(this.settings)) this.consoles.m7.listen((bytes) => this.chip.m7Receive(bytes));
    bootBoard(this, life).catch((error: unknown) => {
      if (!life.isOver) throw error;
    });
  }

  #endLife(): void {
    this.#ssh?.silence();
    this.#life?.end();
    this.#life = undefined;
    this.linux = undefined;
    for (const uart of Object.values(this.consoles)) uart.cut();
  }

  /** Linux answers nothing any more: its connections fall silent, and nobody is left to close them. */
  died(): void {
    this.#ssh?.silence();
  }

  /** A Linux begins on this board. */
  began(linux: Linux): void {
    this.linux = linux;
    this.#ssh?.forget();
    linux.onSessionsEnd(() => this.#ssh?.closeAll());
  }
}

const hasCoreUart = ({ wifi, model }: BoardSettings): boolean => !(wifi && model.wifiTakesCoreUart);

export interface RunningBoard extends AsyncDisposable {
  readonly endpoints: VirtualEndpoints;
}

/** Opens every endpoint of a board without power. */
export const startBoard = async (settings: BoardSettings): Promise<RunningBoard> => {
  const board = new VirtualBoard(settings);
  const a53 = await serveUart(board.consoles.a53);
  const m7 = await serveUart(board.consoles.m7);
  const ssh = await serveSsh(board, board.identity);
  board.attach(ssh);
  const relay = await serveRelay({ switched: (on) => board.switchPower(on) });
  const pace = watchPace(board.chip.core, board.consoles.m7, ownProcessors(board.clock));
  const wires = { carrier: board.carrier, install: (what: Installation) => board.install(what) };
  const control = await serveControl(board.faults, board.limits, pace, wires);
  const { user, password, serialNumber, hostKeyPem } = board.identity;
  return {
    endpoints: {
      pid: process.pid,
      speed: settings.speed,
      serialNumber,
      consoles: { a53: a53.address, m7: m7.address },
      ssh: { ...ssh.address, user, password, hostKey: fingerprintOf(hostKeyPem) },
      relay: relay.address,
      control: control.address,
    },
    async [Symbol.asyncDispose]() {
      board.powerDown();
      for (const end of [relay, control, ssh, a53, m7]) await end[Symbol.asyncDispose]();
    },
  };
};

/** As `ssh-keygen -l` prints it. */
const fingerprintOf = (pem: string): string => {
  const key = ssh2.utils.parseKey(pem);
  if (key instanceof Error) throw key;
  return `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;
};
