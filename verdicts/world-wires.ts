import type { BenchBoard } from '../kill/bench-board.ts';
import type { ConsoleName } from '../src/core/console.ts';
import type { Strikes } from './strikes.ts';
import { type JumpHost, startJumpHost } from './wires/jump-host.ts';
import { type Address, faultNow, type Loopback } from './wires/loopback.ts';
import { startRelayWire } from './wires/relay-wire.ts';
import { startSshWire } from './wires/ssh-wire.ts';
import { startUartWire } from './wires/uart-wire.ts';
import type { Sign, World } from './world.ts';
import type { WorldPorts } from './world-lab.ts';

export interface WiresOptions {
  readonly board: BenchBoard;
  readonly neighbour: BenchBoard | undefined;
  readonly strikes: Strikes;
}

// Of whatever chance decides in the wires of a world, so that it is the same every time.
const seed = 20_260;

/** Every wire between a board and the runner, with the faults of a world in them. */
export class WorldWires implements AsyncDisposable {
  readonly #wires: Readonly<Record<keyof WorldPorts, Loopback>>;
  readonly jumpHost: JumpHost | undefined;
  private constructor(wires: Readonly<Record<keyof WorldPorts, Loopback>>, jumpHost: JumpHost | undefined) {
    this.#wires = wires;
    this.jumpHost = jumpHost;
  }

  static async start(world: World, { board, neighbour, strikes }: WiresOptions): Promise<WorldWires> {
    const own = board.endpoints;
    const other = neighbour?.endpoints;
    const { ssh = [], relay = [] } = world.wires ?? {};
    const uart = (name: ConsoleName): Promise<Loopback> => {
      const faults = world.wires?.[name] ?? [];
      const far = (): Address => {
        const plug = faultNow(faults, 'leadsTo', strikes);
        return plug ? (plug.ofNeighbour ? other! : own).consoles[plug.leadsTo] : own.consoles[name];
      };
      return startUartWire({ far, faults, strikes, seed, onLine: signWatch(world, name, strikes) });
    };
    const { jump } = world.wires ?? {};
    const wires = {
      a53: await uart('a53'),
      m7: await uart('m7'),
      ssh: await startSshWire({ own: own.ssh, neighbour: other?.ssh, faults: ssh, strikes, seed }),
      relay: await startRelayWire({ own: own.relay, neighbour: other?.relay, faults: relay, strikes }),
    };
    return new WorldWires(wires, jump && (await startJumpHost(jump, strikes, seed)));
  }

  get ports(): WorldPorts {
    const { a53, m7, ssh, relay } = this.#wires;
    return { a53: a53.port, m7: m7.port, ssh: ssh.port, relay: relay.port };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const wire of Object.values(this.#wires)) wire.close();
    await this.jumpHost?.[Symbol.asyncDispose]();
  }
}

const signWatch = ({ signs = [] }: World, wire: ConsoleName, strikes: Strikes): ((line: string, nth: number) => void) => {
  const seen = new Map<Sign, number[]>();
  const isAfter = ({ after }: Sign): boolean => after === undefined || strikes.isNow({ from: after });
  return (line, nth) => {
    for (const sign of signs) {
      if ((sign.wire ?? 'a53') !== wire || !isAfter(sign) || !sign.line.test(line)) continue;
      // A line counts once, however often it grows.
      const lines = seen.get(sign) ?? [];
      if (!lines.includes(nth)) lines.push(nth);
      seen.set(sign, lines);
      if (lines.length === (sign.nth ?? 1)) void strikes.strike(sign.strikes);
    }
  };
};
