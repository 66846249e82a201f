import { realpathSync } from 'node:fs';

/** Names below /dev/serial are links: whoever names the device itself means the same UART. An adapter that is unplugged has its name only. */
export const devicePath = (path: string): string => {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
};
