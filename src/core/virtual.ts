// The contract between a lab file and the process of a virtual board. The process is reached over sockets alone.

/** When a fault strikes. 'm7-start' is every start from Linux, 'm7-restart' one that follows a stop since power-on. */
export type FaultMoment = 'spl' | 'u-boot' | 'kernel' | 'userspace' | 'login' | 'm7-start' | 'm7-restart' | 'always';

export const virtualFaultKinds = [
  'panic',
  'oops',
  'rcu-stall',
  'soft-lockup',
  'hung-task',
  'freeze',
  'lost-characters',
  'noise',
  'stuck-relay',
  'no-ssh',
  'full-disk',
  'expired-password',
  'env-crc',
  'brown-out',
] as const;
export type VirtualFaultKind = (typeof virtualFaultKinds)[number];

export interface VirtualFault {
  readonly kind: VirtualFaultKind;
  readonly at: FaultMoment;
  /** With a name the fault waits until it is armed over the control endpoint, and then happens once. */
  readonly name?: string;
  /** Without a name: how likely it is each time its moment comes; 1 by default. Drawn from the seed. */
  readonly chance?: number;
}

export interface VirtualSettings {
  /** Board seconds per host second; 1 by default. */
  readonly speed?: number;
  /** Of junk in memory and of faults by chance; 1 by default. */
  readonly seed?: number;
  /** Which model of board it is, by the name that `hil --model` takes; that of the board it is wired to by default. */
  readonly model?: string;
  readonly image?: 'torizon' | 'bsp';
  /** Decides driver behaviour and texts; '5.15' by default, as in thread 21051. */
  readonly kernel?: '5.15' | '6.1' | '6.6' | '6.12';
  /** DRAM; by default that of the model's first module. One of 1 GB ends at 0x7FFFFFFF. */
  readonly ram?: '1GB' | '2GB' | '4GB' | '8GB';
  readonly tfA?: 'nxp' | 'upstream';
  /** A WB module: on an iMX8MP UART4 is then Bluetooth, so there is no M7 console. */
  readonly wifi?: boolean;
  readonly hmpOverlay?: boolean;
  /** Linux has the DSP of the iMX8MP as well, and as remoteproc0; false by default. */
  readonly dsp?: boolean;
  /** As the installer leaves it: the first login must choose another password; false by default. */
  readonly firstLogin?: boolean;
  /** U-Boot variables that somebody has saved before, beside those of its default environment. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly faults?: readonly VirtualFault[];
}

/** What `hil virtual --json` prints as its only line on standard output. All endpoints are on loopback. */
export interface VirtualEndpoints {
  readonly pid: number;
  readonly speed: number;
  readonly serialNumber: string;
  readonly consoles: {
    readonly a53: { readonly host: string; readonly port: number };
    readonly m7: { readonly host: string; readonly port: number };
  };
  readonly ssh: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly hostKey: string;
  };
  /** A relay that speaks Shelly Gen2 RPC: POST http://host:port/rpc/Switch.Set. */
  readonly relay: { readonly host: string; readonly port: number };
  /** POST /arm {"name": …}, POST /disarm; GET /faults; GET /limits?after=N: notes of the model as NumberedNote[]; GET /pace?since=T: SimulatedPace. */
  readonly control: { readonly host: string; readonly port: number };
}
