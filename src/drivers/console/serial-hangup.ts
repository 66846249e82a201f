import { read as readFile } from 'node:fs';
import { promisify } from 'node:util';
import type { SerialPort } from 'serialport';

const readDescriptor = promisify(readFile);

/**
 * Makes an open port notice a hangup. A terminal that was hung up reads as no bytes at all, without an error; the library (serialport 13,
 * bindings-cpp, unix-read) then reads again for ever, so an adapter pulled while the board talks is never missed and a core is kept busy.
 */
export const noticeHangup = (port: SerialPort): void => {
  const binding = port.port;
  // Windows has neither descriptor nor poller, nor this way to hang up.
  if (!binding || !('poller' in binding)) return;
  const descriptor = (): number => {
    if (binding.isOpen && binding.fd !== null) return binding.fd;
    throw Object.assign(new Error('the port is not open'), { canceled: true });
  };
  binding.read = async (buffer: Buffer, offset: number, length: number) => {
    for (;;) {
      const bytesRead = await readDescriptor(descriptor(), buffer, offset, length, null).then(({ bytesRead: count }) => count, nothingYet);
      if (bytesRead === 0) throw new Error('the adapter was unplugged');
      if (bytesRead !== undefined) return { buffer, bytesRead };
      // Polling a port that was closed meanwhile ends the process.
      descriptor();
      await new Promise<void>((resolve, reject) => {
        binding.poller.once('readable', (cause: Error | null) => (cause ? reject(cause) : resolve()));
      });
    }
  };
};

const nothingYet = (cause: NodeJS.ErrnoException): undefined => {
  if (!['EAGAIN', 'EWOULDBLOCK', 'EINTR'].includes(cause.code ?? '')) throw cause;
};
