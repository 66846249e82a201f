/** U-Boot's variables in memory, and the one copy on the eMMC's boot0 that they come from and are saved to. */
export class EnvironmentStore {
  readonly defaults: ReadonlyMap<string, string>;
  // undefined: the CRC does not match.
  #saved: Map<string, string> | undefined;
  constructor(defaults: ReadonlyMap<string, string>) {
    this.defaults = defaults;
    this.#saved = new Map(defaults);
  }

  /** A copy of what is stored; undefined when the CRC is wrong. */
  load(): Map<string, string> | undefined {
    return this.#saved ? new Map(this.#saved) : undefined;
  }

  /** False when it does not fit into the 0x2000 bytes of the partition. */
  save(variables: ReadonlyMap<string, string>): boolean {
    if (sizeOf(variables) > 0x2000 - 4) return false;
    this.#saved = new Map(variables);
    return true;
  }

  /** What an interrupted write leaves behind. */
  corrupt(): void {
    this.#saved = undefined;
  }
}

/** Bytes of `name=value\0…\0`, as they lie in the partition behind the CRC. */
export const sizeOf = (variables: ReadonlyMap<string, string>): number =>
  [...variables].reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value) + 2, 1);
