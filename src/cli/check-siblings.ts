import type { Lab } from '../config/lab.ts';
import type { BoardContext, BoardDefinition } from '../core/board.ts';
import { toErrorReport } from '../core/errors.ts';
import type { HealthCheck, Sibling } from '../core/health-check.ts';
import type { RemoteHost } from '../core/shell.ts';
import { holderText } from '../run/lease/lease-state.ts';
import { type HeldByHand, heldByHand, holdingOf } from './board-lease.ts';

interface Siblings extends AsyncDisposable {
  readonly listening: readonly Sibling[];
  /** What is known of them before anything is switched. */
  readonly checks: readonly HealthCheck[];
}

/**
 * The other boards of the lab that nobody holds, held and listened to: a relay of another board and crossed consoles show on them. A board that somebody
 * uses is left alone, since of two readers of a UART each gets some of the bytes.
 */
export const siblingsOf = async (lab: Lab, context: BoardContext, config: string): Promise<Siblings> => {
  const checks: HealthCheck[] = [];
  const open: (AsyncDisposable | Disposable)[] = [];
  const listening: Sibling[] = [];
  const own = lab.boards[context.name]!.wires();
  const others = Object.entries(lab.boards).filter(([name, { simulated }]) => name !== context.name && !simulated);
  for (const [name, definition] of others) {
    const shared = definition.wires().filter((wire) => own.includes(wire));
    if (shared.length > 0) {
      checks.push(sameWire(context.name, name, shared));
      continue;
    }
    const holding = holdingOf(definition);
    try {
      if (holding) throw new Error(`it is held by ${holderText(holding)}`);
      const held: HeldByHand = await heldByHand(
        { definition, context: { ...context, name }, config, command: `hil check ${context.name}` },
        new AbortController(),
      );
      open.push(held);
      const a53 = await definition.openConsole('a53', { ...context, name });
      open.push(a53);
      const m7 = await secondOf(definition, { ...context, name });
      if (m7) open.push(m7);
      const host = await hostOf(definition, { ...context, name });
      if (host) open.push(host);
      listening.push({ name, a53, ...(m7 ? { m7 } : {}), ...(host ? { host } : {}) });
    } catch (cause) {
      checks.push({
        what: `board ${name}`,
        result: 'doubtful',
        text: `not listened to, so that crossed wires with it would not show: ${(cause as Error).message}`,
      });
    }
  }
  return { listening, checks, [Symbol.asyncDispose]: () => closed(open) };
};

type OpenConsole = Awaited<ReturnType<BoardDefinition['openConsole']>>;

// A place of another lab is acquired as often as a console of it is opened, and can be only once. A board without a console m7 has no second one.
const secondOf = async (definition: BoardDefinition, context: BoardContext): Promise<OpenConsole | undefined> =>
  'start' in definition.parts ? undefined : definition.openConsole('m7', context).catch(() => undefined);

const hostOf = async (definition: BoardDefinition, context: BoardContext): Promise<RemoteHost | undefined> =>
  'start' in definition.parts ? undefined : definition.openHost?.(context).catch(() => undefined);

const closed = async (open: readonly (AsyncDisposable | Disposable)[]): Promise<void> => {
  for (const part of [...open].reverse()) {
    if (Symbol.asyncDispose in part) await part[Symbol.asyncDispose]();
    else part[Symbol.dispose]();
  }
};

const sameWire = (one: string, other: string, wires: readonly string[]): HealthCheck => {
  const text = `${one} and ${other} name the same wire: ${wires.join(', ')}`;
  const remedy = 'one of the two lab file entries is a copy that was not changed: a wire leads to one board only';
  return { what: `board ${other}`, result: 'bad', text, error: { ...toErrorReport(new Error(text), 'lab'), name: 'PortError', remedy } };
};
