import { PortError } from '../../core/errors.ts';

/** What answers at the address of a console is none, as with the port of another service of the same host. */
export class OtherServiceError extends PortError {}

// Each says first who it is, or answers so whatever is typed; no UART begins like that.
const services: readonly (readonly [RegExp, string])[] = [
  [/^SSH-\d\.\d+-/, 'an SSH server'],
  [/^HTTP\/\d(?:\.\d)? \d{3}\b/, 'a web server'],
  [/^RFB \d{3}\.\d{3}/, 'a VNC server'],
];

/** By the first bytes of a connection; undefined where they may come from a UART. */
export const otherService = (first: Uint8Array, where: string): OtherServiceError | undefined => {
  const text = Buffer.from(first).toString('latin1').trimStart();
  const [, called] = services.find(([begins]) => begins.test(text)) ?? [];
  if (called === undefined) return undefined;
  return new OtherServiceError(`what answers at ${where} is ${called}, and no console`, {
    evidence: [`it says: ${text.split(/[\r\n]/)[0]}`],
    remedy:
      'look up the port of this UART in the configuration of the terminal server (ser2net.yaml: accepter), and put it into the lab file',
  });
};
