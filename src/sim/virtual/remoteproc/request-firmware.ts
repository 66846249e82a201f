import { errno } from './errno.ts';
import type { DeviceLog } from './kernel-log.ts';

const longestName = 255;

/** request_firmware: the bytes, or a negative errno with the loader's own warning in the log. */
export const requestFirmware = (name: string, read: (name: string) => Uint8Array | undefined, log: DeviceLog): Uint8Array | number => {
  const tooLong = name.split('/').some(({ length }) => length > longestName);
  const bytes = tooLong ? undefined : read(name);
  if (bytes && bytes.length > 0) return bytes;
  const error = tooLong ? errno.nameTooLong : bytes ? errno.invalid : errno.noEntry;
  // fw_get_filesystem_firmware, of each folder that there is.
  if (error !== errno.noEntry) log.warn(`loading /lib/firmware/${name} failed with error ${error}`);
  log.warn(`Direct firmware load for ${name} failed with error ${error}`);
  return error;
};
