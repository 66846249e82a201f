import { HilError } from '../../core/errors.ts';

/** A call of a scenario's body that is going on. */
export interface GoingCall {
  /** `board.coldBoot` */
  readonly name: string;
  /** Where in the suite it stands. */
  readonly place: string | undefined;
}

const boots = /^board\.(?:coldBoot|warmBoot|reach|provision|power\.(?:on|off)|uboot\.run)$/;
const needsOneBoot = /^board\.(?:(?:linux|serial)\.run|m7\.(?:state|start|observe|stop|echo))$/;

/** Which calls of a body take the board from others: those that boot or switch it, from those that need the boot in which they began. Who listens to a console needs none. */
export class OverlappingCalls {
  readonly #met = new Map<GoingCall, GoingCall[]>();

  begin(call: GoingCall): void {
    const others = [...this.#met.keys()];
    for (const other of others) if (disturbs(call, other)) this.#met.get(other)!.push(call);
    this.#met.set(
      call,
      others.filter((other) => disturbs(other, call)),
    );
  }

  end(call: GoingCall): void {
    this.#met.delete(call);
  }

  /** The same error, or one of the suite where it would blame the product for what another call of the suite has done to the board meanwhile. */
  explain(error: unknown, call: GoingCall): unknown {
    const [other] = this.#met.get(call) ?? [];
    if (!other || !(error instanceof HilError) || error.fault !== 'dut') return error;
    const { evidence, message, name } = error;
    const told = new HilError('suite', `${message}; but the suite had called ${shown(other)} while ${shown(call)} was going on`, {
      cause: error,
      evidence,
      remedy: `await ${other.name}() before or after it: it boots or switches the board, which the other needs as it is`,
    });
    return Object.assign(told, { name, ...(call.place ? { place: call.place } : {}) });
  }
}

const disturbs = (one: GoingCall, other: GoingCall): boolean =>
  boots.test(one.name) && (boots.test(other.name) || needsOneBoot.test(other.name));

const shown = ({ name, place }: GoingCall): string => `${name}()${place ? ` (${place})` : ''}`;
