import type { Socket } from 'node:net';
import type { Address } from '../verdicts/wires/loopback.ts';
import { switchTo } from './relay-wires.ts';
import type { Wires } from './wires.ts';

// What is right at first, and changes with the power, with what was said, or with time.

const both = (board: Socket, from: Socket): void => {
  board.on('data', (bytes) => from.write(bytes));
  from.on('data', (bytes) => board.write(bytes));
};

/** A relay in front of another that tells when it is told to switch. */
export const watched = (wires: Wires, relay: Address, onSwitch: (on: boolean) => void): Promise<Address> =>
  wires.relayThat(relay, async (ask, body) => {
    const text = await ask();
    const wanted = /"on":(true|false)/.exec(body)?.[1];
    if (wanted !== undefined) onSwitch(wanted === 'true');
    return text;
  });

/**
 * A relay that takes the adapter of a console with it: when it opens, since its outlet feeds it, or when it closes, since the hub's supply gives in. While
 * the adapter has no power its terminal server takes connections and closes them.
 */
export const fedByRelay = async (
  wires: Wires,
  relay: Address,
  far: Address,
  when: 'off' | 'on' = 'off',
): Promise<{ readonly relay: Address; readonly uart: Address }> => {
  const open = new Set<Socket>();
  let isDead = false;
  const switches = await watched(wires, relay, (on) => {
    isDead = when === 'off' && !on;
    if (on === (when === 'on')) for (const socket of open) socket.destroy();
  });
  const uart = await wires.joined(far, (board, from) => {
    if (isDead) from.destroy();
    open.add(from.once('close', () => open.delete(from)));
    both(board, from);
  });
  return { relay: switches, uart };
};

/** Flow control that takes bytes until the board is at its prompt, and then as many as the buffer of the adapter has room for. */
export const fillsUp = (wires: Wires, far: Address, bytesLeft: number): Promise<Address> => {
  let left = bytesLeft;
  return wires.joined(far, (board, from) => {
    let isAtPrompt = false;
    board.on('data', (bytes) => {
      isAtPrompt ||= bytes.toString('latin1').includes('# ');
      from.write(bytes);
    });
    from.on('data', (bytes) => {
      const taken = isAtPrompt ? bytes.subarray(0, left) : bytes;
      if (isAtPrompt) left -= taken.length;
      board.write(taken);
    });
  });
};

/** A level shifter that is too slow for keys without pauses: of each piece only the beginning arrives. */
export const losesKeys = (wires: Wires, far: Address, kept: number): Promise<Address> =>
  wires.joined(far, (board, from) => {
    board.on('data', (bytes) => from.write(bytes));
    from.on('data', (bytes) => board.write(bytes.subarray(0, kept)));
  });

/** An adapter whose buffer overflows: of more than this many bytes within 10 ms the rest is lost. */
export const overflows = (wires: Wires, far: Address, room: number): Promise<Address> => {
  let used = 0;
  const timer = setInterval(() => (used = 0), 10);
  wires.atEnd(() => clearInterval(timer));
  return wires.changing(far, (bytes) => {
    const kept = bytes.subarray(0, Math.max(0, room - used));
    used += kept.length;
    return kept;
  });
};

/** Two ports of one adapter that has come back in another order, once the relay has closed. */
export const changePlaces = async (
  wires: Wires,
  { relay, consoles }: { readonly relay: Address; readonly consoles: { readonly a53: Address; readonly m7: Address } },
): Promise<{ readonly relay: Address; readonly a53: Address; readonly m7: Address }> => {
  const open = new Set<Socket>();
  let isSwapped = false;
  const port = (own: Address, other: Address): Promise<Address> =>
    wires.choosing(
      () => (isSwapped ? other : own),
      (board, from) => {
        open.add(from.once('close', () => open.delete(from)));
        both(board, from);
      },
    );
  const swaps = await watched(wires, relay, (on) => {
    if (!on || isSwapped) return;
    isSwapped = true;
    for (const socket of open) socket.destroy();
  });
  return { relay: swaps, a53: await port(consoles.a53, consoles.m7), m7: await port(consoles.m7, consoles.a53) };
};

/** A plug that opens by itself so many milliseconds after it closed. */
export const opensAfter = (wires: Wires, relay: Address, ms: number): Promise<Address> =>
  watched(wires, relay, (on) => {
    if (!on) return;
    const timer = setTimeout(() => void switchTo(relay, false), ms);
    wires.atEnd(() => clearTimeout(timer));
  });

/** A contact that welds when it closes; the relay does not know. */
export const welds = (wires: Wires, relay: Address): Promise<Address> => {
  let isWelded = false;
  let said = false;
  return wires.relayThat(relay, async (ask, body) => {
    const wanted = /"on":(true|false)/.exec(body)?.[1];
    if (wanted === undefined) return (await ask()).replace(/"output":\s*(?:true|false)/, `"output":${said}`);
    said = wanted === 'true';
    if (isWelded) return `{"was_on":${!said}}`;
    isWelded = said;
    return ask();
  });
};

/** Each command turns it over, whatever the command was. */
export const latching = (wires: Wires, relay: Address): Promise<Address> => {
  let isOn = false;
  return wires.relayThat(relay, async (ask, body) => {
    if (!/"on":(?:true|false)/.test(body)) return ask();
    isOn = !isOn;
    await switchTo(relay, isOn);
    return `{"was_on":${!isOn}}`;
  });
};

/** A plug whose access point hangs on its own outlet: once it has opened, nobody reaches it. */
export const cutsItselfOff = (wires: Wires, relay: Address): Promise<Address> => {
  let isGone = false;
  return wires.relayThat(relay, async (ask, body) => {
    if (isGone) throw new Error('no network');
    const text = await ask();
    isGone = body.includes('"on":false');
    return text;
  });
};

/** SSH behind a network switch on the outlet of the board, which forwards nothing for so many milliseconds after the power came. */
export const behindSwitch = async (
  wires: Wires,
  relay: Address,
  far: Address,
  ms: number,
): Promise<{ readonly relay: Address; readonly ssh: Address }> => {
  let upAt = 0;
  return {
    relay: await watched(wires, relay, (on) => (upAt = on ? performance.now() + ms : Number.POSITIVE_INFINITY)),
    ssh: await wires.joined(far, (board, from) => {
      if (performance.now() < upAt) from.destroy();
      else both(board, from);
    }),
  };
};

/** Rubbish that the adapter reads in the moment in which the line gets power. */
export const rubbishAtPowerOn = async (
  wires: Wires,
  relay: Address,
  far: Address,
): Promise<{ readonly relay: Address; readonly uart: Address }> => {
  const open = new Set<Socket>();
  return {
    relay: await watched(wires, relay, (on) => {
      if (on) for (const socket of open) socket.write(Buffer.from('00ff80fe00f0c0ff00', 'hex'));
    }),
    uart: await wires.joined(far, (board, from) => {
      open.add(from.once('close', () => open.delete(from)));
      both(board, from);
    }),
  };
};

/** A program elsewhere takes the port back when the board has said so, and again. */
export const takenBack = (wires: Wires, far: Address, said: string): Promise<Address> =>
  wires.joined(far, (board, from) => {
    let heard = '';
    both(board, from);
    board.on('data', (bytes) => {
      heard = (heard + bytes.toString('latin1')).slice(-500);
      if (heard.includes(said)) from.destroy();
    });
  });

/** A terminal server that ends a connection on which nothing moved for so long. */
export const idleTimeout = (wires: Wires, far: Address, ms: number): Promise<Address> =>
  wires.joined(far, (board, from) => {
    both(board, from);
    from.setTimeout(ms, () => from.destroy());
  });

/** What is typed goes to another board than that which is heard. */
export const crossedTx = (wires: Wires, heard: Address, typedTo: Address): Promise<Address> =>
  wires.joined(heard, (board, from) => {
    board.on('data', (bytes) => from.write(bytes));
    wires
      .connection(typedTo)
      .then((other) => from.on('data', (bytes) => other.write(bytes)))
      .catch(() => from.destroy());
  });
