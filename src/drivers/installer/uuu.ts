import { spawn } from 'node:child_process';
import { shownLine } from '../../core/clean-text.ts';
import { type Duration, toMs } from '../../core/time.ts';
import { InstallError } from './install-error.ts';

export interface UuuOptions {
  readonly program: string;
  /** Bus and ports, as `uuu -lsusb` prints them: '1:23'. */
  readonly usb: string;
  /** The folder with uuu.auto, such as `recovery` of Toradex Easy Installer. */
  readonly script: string;
  readonly within: Duration;
}

/** Loads what the script names into the board that waits in recovery mode on this USB port, and on no other. Throws InstallError. */
export const runUuu = async ({ program, usb, script, within }: UuuOptions, signal: AbortSignal): Promise<void> => {
  signal.throwIfAborted();
  const overdue = AbortSignal.timeout(toMs(within));
  const child = spawn(program, ['-m', usb, script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.any([signal, overdue]),
    killSignal: 'SIGKILL',
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
  const end = await new Promise<{ readonly code: number | null } | { readonly cause: Error }>((resolve) => {
    child.once('error', (cause) => resolve({ cause }));
    child.once('close', (code) => resolve({ code }));
  });
  signal.throwIfAborted();
  if ('code' in end && end.code === 0) return;
  const evidence = said
    .split(/[\r\n]+/)
    .map(shownLine)
    .filter((line) => line.trim() !== '')
    .slice(-6)
    .map((line) => `uuu: ${line}`);
  throw new InstallError(`uuu ${whyOf(end, overdue, within)}`, { evidence, remedy: remedyOf(said, usb) });
};

const whyOf = (end: { readonly code: number | null } | { readonly cause: Error }, overdue: AbortSignal, within: Duration): string => {
  if (overdue.aborted) return `did not end within ${within}`;
  if ('code' in end) return `failed with exit status ${end.code ?? 'unknown'}`;
  return (end.cause as NodeJS.ErrnoException).code === 'ENOENT'
    ? 'is not installed on this host'
    : `cannot be started: ${end.cause.message}`;
};

// Its words while nothing is there; LIBUSB_ERROR_ACCESS is a missing udev rule, NO_DEVICE and PIPE a cable or hub.
const remedyOf = (said: string, usb: string): string => {
  if (/LIBUSB_ERROR_ACCESS|Permission/i.test(said)) return 'give this user the USB device: udev rules as `uuu -udev` prints them';
  if (/LIBUSB_ERROR/.test(said)) return 'the USB link broke: another cable, and no hub in between';
  return `look whether the board is in recovery mode on USB port ${usb}: \`uuu -lsusb\` lists it, and its recovery pin must be held while power comes`;
};
