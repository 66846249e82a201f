import { StringDecoder } from 'node:string_decoder';

// Ctrl-], as telnet and picocom users know it; Ctrl-C belongs to the board.
const leave = 0x1d;
// Ctrl-\, which a break is on many terminals: the next key is a SysRq of Linux.
const breakKey = 0x1c;
// Ctrl-^
const changeKey = 0x1e;

export interface TypedKeys {
  readonly send: (text: string) => Promise<void> | void;
  readonly sendBreak: () => Promise<void> | void;
  /** Another console, where there is one. */
  readonly change?: () => void;
}

/** Gives a person's keys to a board until the person leaves by Ctrl-], the terminal is gone or `signal` aborts. Rejects with what `send` rejects with. */
export const typeUntilLeft = async ({ send, sendBreak, change }: TypedKeys, signal: AbortSignal): Promise<void> => {
  const { stdin } = process;
  const over = new AbortController();
  const decoder = new StringDecoder('utf8');
  stdin.setRawMode(true);
  try {
    await new Promise<void>((resolve, reject) => {
      const type = (keys: Buffer): void => {
        const text = decoder.write(keys);
        if (text !== '') Promise.resolve(send(text)).catch(reject);
      };
      const listen = { signal: over.signal };
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), listen);
      const take = (typed: Buffer): void => {
        let from = 0;
        for (const [index, key] of typed.entries()) {
          if (key !== leave && key !== breakKey && !(key === changeKey && change)) continue;
          type(typed.subarray(from, index));
          from = index + 1;
          if (key === leave) {
            resolve();
            return;
          }
          if (key === breakKey) Promise.resolve(sendBreak()).catch(reject);
          else change?.();
        }
        type(typed.subarray(from));
      };
      stdin.on('data', take);
      stdin.once('end', resolve);
      over.signal.addEventListener('abort', () => void stdin.off('data', take).off('end', resolve), { once: true });
    });
  } finally {
    over.abort();
    if (!stdin.destroyed) stdin.setRawMode(false);
    stdin.pause();
  }
};
