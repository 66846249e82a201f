import type { VirtualEndpoints, VirtualSettings } from '../src/core/virtual.ts';
import type { Address } from '../verdicts/wires/loopback.ts';
import type { Wires } from './wires.ts';

/** Source text of the drivers of one board. */
export interface BoardWiring {
  readonly power: string;
  readonly a53: string;
  readonly m7?: string;
  readonly ssh?: string;
  readonly pins?: string;
  readonly login: string;
}

export interface LabWiring {
  readonly dut: BoardWiring;
  /** The board next to it, where the lab file has one. */
  readonly next?: BoardWiring;
}

export interface Bench {
  readonly wires: Wires;
  readonly dut: VirtualEndpoints;
  readonly next: VirtualEndpoints;
  /** As it should be. */
  readonly right: { readonly dut: BoardWiring; readonly next: BoardWiring };
}

export interface Wiring {
  readonly name: string;
  readonly wire: (bench: Bench) => Promise<LabWiring> | LabWiring;
  /** Settings of the board under test where a shared one does not do. */
  readonly board?: VirtualSettings;
}

/** A lab that is unlike most and right: every check is good but for those that are worth a word. */
export interface OddWiring extends Wiring {
  readonly doubtful?: readonly string[];
}

/** One way to wire a lab wrongly, and what `hil check` has to say of it. */
export interface WrongWiring extends Wiring {
  /** The check that must be bad, and what is said there. */
  readonly bad: { readonly what: string; readonly says: RegExp };
  /** A check before it that must be bad, too. */
  readonly first?: string;
  /** Host milliseconds in which it must be told on an idle host. */
  readonly within?: number;
}

export const tcp = ({ host, port }: Address): string => `tcpConsole({ host: '${host}', port: ${port} })`;
export const shelly = ({ host, port }: Address): string => `shellyPlug({ host: '${host}:${port}' })`;
export const ssh = ({ host, port }: Address, user: string): string =>
  `sshShell({ host: '${host}', port: ${port}, user: '${user}', password: fromEnv('LAB_PASSWORD') })`;
export const serial = (path: string, baudRate?: number): string =>
  `serialConsole({ path: '${path}'${baudRate === undefined ? '' : `, baudRate: ${baudRate}`} })`;

/** The board under test, wired as it should be but for this. */
export const dutWith =
  (change: (bench: Bench) => Promise<object> | object): Wiring['wire'] =>
  async (bench) => ({ dut: { ...bench.right.dut, ...(await change(bench)) } });

/** As a board should be wired. */
export const rightWiring = ({ relay, consoles, ssh: sshd }: VirtualEndpoints): BoardWiring => ({
  power: shelly(relay),
  a53: tcp(consoles.a53),
  m7: tcp(consoles.m7),
  ssh: ssh(sshd, sshd.user),
  login: `{ user: '${sshd.user}', password: fromEnv('LAB_PASSWORD') }`,
});

const boardText = ({ power, pins, a53, m7, ssh: shell, login }: BoardWiring, speed: number): string =>
  `verdinImx8mp({ power: ${power}, ${pins ? `pins: ${pins},` : ''} consoles: { a53: ${a53}${m7 ? `, m7: ${m7}` : ''} }, ${shell ? `ssh: ${shell},` : ''} login: ${login}, speed: ${speed} })`;

export const labFileOf = ({ dut, next }: LabWiring, speed: number, root: string): string => `
import { commandPins, defineLab, fromEnv, httpSwitch, runJson, serialConsole, shellyPlug, sshShell, tcpConsole, verdinImx8mp } from '${root}src/index.ts';
export default defineLab({
  boards: { dut: ${boardText(dut, speed)}, ${next ? `next: ${boardText(next, speed)},` : ''} },
  reports: { write: [runJson()] },
});
`;
