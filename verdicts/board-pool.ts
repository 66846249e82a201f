import { BenchBoard } from '../kill/bench-board.ts';
import type { VirtualSettings } from '../src/core/virtual.ts';
import type { WorldParts } from './run-world.ts';
import type { World } from './world.ts';

/** Troubles that wait until a world arms them. */
const sharedSettings: VirtualSettings = {
  speed: 100,
  faults: [
    { name: 'panic at userspace', kind: 'panic', at: 'userspace' },
    { name: 'panic', kind: 'panic', at: 'm7-start' },
    { name: 'oops', kind: 'oops', at: 'm7-start' },
    { name: 'freeze', kind: 'freeze', at: 'm7-start' },
    { name: 'rcu-stall', kind: 'rcu-stall', at: 'm7-start' },
    { name: 'no-ssh', kind: 'no-ssh', at: 'userspace' },
    { name: 'env-crc', kind: 'env-crc', at: 'u-boot' },
  ],
};
/** Another module: another serial number, another host key. */
const neighbourSettings: VirtualSettings = { speed: 100, seed: 4711 };

/** Boards that outlive the worlds on them. Each is in one world at a time. */
export class BoardPool implements AsyncDisposable {
  readonly #free = new Map<string, BenchBoard[]>();
  readonly #all: BenchBoard[] = [];

  /** Boards of its own where the world has settings, shared ones otherwise. */
  async with<T>(world: World, use: (parts: WorldParts) => Promise<T>): Promise<T> {
    const board = await this.#take(world.board ?? sharedSettings);
    const neighbour = needsNeighbour(world) ? await this.#take(world.neighbour ?? neighbourSettings) : undefined;
    try {
      return await use({ board, neighbour });
    } finally {
      this.#give(world.board ?? sharedSettings, board);
      if (neighbour) this.#give(world.neighbour ?? neighbourSettings, neighbour);
    }
  }

  async #take(settings: VirtualSettings): Promise<BenchBoard> {
    const found = this.#free.get(JSON.stringify(settings))?.pop();
    if (found) return found;
    const board = await BenchBoard.start(settings);
    this.#all.push(board);
    return board;
  }

  #give(settings: VirtualSettings, board: BenchBoard): void {
    const key = JSON.stringify(settings);
    this.#free.set(key, [...(this.#free.get(key) ?? []), board]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#all.map((board) => board[Symbol.asyncDispose]()));
  }
}

const needsNeighbour = ({ wires = {} }: World): boolean =>
  Object.values(wires).some((faults) => faults.some((fault) => 'leadsToNeighbour' in fault || 'ofNeighbour' in fault));
