import type { Address } from '../virtual/wires/tcp-server.ts';

/** What the process of a QEMU board prints as its only line on standard output. All endpoints are on loopback and outlive every power cycle. */
export interface QemuEndpoints {
  readonly pid: number;
  readonly consoles: { readonly a53: Address; readonly m7: Address };
  readonly ssh: Address;
  /** The folder that QEMU's user network gives by TFTP. */
  readonly tftp: string;
  /** A relay that speaks Shelly Gen2 RPC. */
  readonly relay: Address;
  /** GET /limits: what its M7 met that is not modelled. */
  readonly control: Address;
}
