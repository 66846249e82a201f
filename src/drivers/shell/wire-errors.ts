import { PortError } from '../../core/errors.ts';
import { redact } from '../../core/secret.ts';

const remedy =
  'check the ground, the plugs and the length of the serial cable, and pace the console (pace: { chunk: 16, gap: "2ms" }) if characters are missing';

const evidenceOf = (last: readonly string[]): string[] => last.map((text) => `serial: ${text}`);

/** What is on the board is not to blame for what the wire did to it. */
export const wireDamaged = (how: string, last: readonly string[]): PortError =>
  new PortError(`the serial console does not carry text unharmed: ${how}`, { evidence: evidenceOf(last), remedy });

export const notTaken = (last: readonly string[]): PortError =>
  new PortError('the shell on the serial console does not take what is typed', {
    evidence: evidenceOf(last),
    remedy: `check that somebody is logged in; ${remedy}`,
  });

/** Where nothing on the board writes bytes as text. */
export const notAgain = (bytes: number, last: readonly string[]): PortError =>
  new PortError(`${bytes} bytes of output were spoilt on the serial console, and the board cannot say them in another form`, {
    evidence: evidenceOf(last),
    remedy: 'add base64, od, hexdump or xxd to the image, or use SSH',
  });

/** More than the record of a console holds, or than can be asked for again. */
export const tooMuch = (command: string, bytes: number): PortError =>
  new PortError(`${bytes} bytes that '${redact(command.split('\n')[0] ?? '')}' printed on the serial console did not arrive unharmed`, {
    remedy:
      'run it over SSH, or have it print less: 115200 baud carry 11 kB a second, and what was spoilt is asked for again up to 256 KiB',
  });
