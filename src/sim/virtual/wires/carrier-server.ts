import { type Carrier, carrierPins } from '../carrier.ts';
import type { HttpAnswer } from './http.ts';

/** What an installer writes to the eMMC. */
export interface Installation {
  /** Of the system, as /etc/os-release then has it. */
  readonly version: string;
}

export interface CarrierWires {
  readonly carrier: Carrier;
  /** Replaces everything on the eMMC. */
  readonly install: (installation: Installation) => void;
}

/** The buttons of the carrier board and its recovery port; undefined for any other request. */
export const answerOfCarrier = ({ carrier, install }: CarrierWires, request: string, body: unknown): HttpAnswer | undefined => {
  if (request === 'GET /recovery') return { status: 200, body: { waiting: carrier.inRecovery } };
  if (request === 'POST /pins') return pulled(carrier, body);
  if (request !== 'POST /install') return undefined;
  if (!carrier.inRecovery) return { status: 409, body: { message: 'the board is not in recovery mode' } };
  const { version } = record(body);
  if (typeof version !== 'string') return { status: 400, body: { message: 'the body must be {"version": "…"}' } };
  install({ version });
  return { status: 200, body: { installed: version } };
};

const pulled = (carrier: Carrier, body: unknown): HttpAnswer => {
  const { pin, pulled: isPulled } = record(body);
  const known = carrierPins.find((name) => name === pin);
  if (known === undefined || typeof isPulled !== 'boolean')
    return { status: 400, body: { message: `the body must be {"pin": "${carrierPins.join('" or "')}", "pulled": true or false}` } };
  carrier.pull(known, isPulled);
  return { status: 200, body: { pin: known, pulled: isPulled } };
};

const record = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
