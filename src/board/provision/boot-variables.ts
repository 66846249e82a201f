import type { ScenarioNeeds } from '../../core/scenario.ts';
import { type FirmwareTarget, mcoreArgumentOf } from '../../knowledge/firmware/firmware-target.ts';
import { withMcoreArgument } from './kernel-argument.ts';

/** Values of U-Boot variables by name; undefined: the variable does not exist. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The kernel argument that a scenario asks for, just as it would be typed. */
export const argumentOf = (target: FirmwareTarget, { mcoreBooted = true, kernelArgument }: ScenarioNeeds): string | undefined =>
  kernelArgument ?? (mcoreBooted ? mcoreArgumentOf(target) : undefined);

/**
 * What `tdxargs`, `m4boot` and `bootcmd` must hold for these needs, computed from what they held before anything was changed.
 * `netboot`: what is to be booted over the network.
 * `preload`: the variables that make U-Boot start an image at every boot. Without it no image must be started, whatever the board came with.
 */
export const wantedVariables = (
  target: FirmwareTarget,
  original: Variables,
  needs: ScenarioNeeds,
  preload: Variables | undefined,
  netboot?: NetbootVariables,
): Variables => ({
  tdxargs: withMcoreArgument(target, original.tdxargs, argumentOf(target, needs)),
  m4boot: isNothing(original.m4boot) ? original.m4boot : undefined,
  bootcmd: withoutPreload(original.bootcmd),
  ...preload,
  hil_netboot: netboot?.script,
  ...(netboot && { bootcmd: bootingFrom(netboot, original.bootcmd, preload !== undefined) }),
});

/** What boots over the network. */
export interface NetbootVariables {
  readonly script: string;
  /** What the board boots by where it has no `bootcmd` of its own. */
  readonly otherwise: string;
}

// With `;`: a board that cannot fetch it still boots, and its log says what went wrong. Nobody else runs m4boot then: the boot script is not reached.
const bootingFrom = ({ otherwise }: NetbootVariables, original: string | undefined, preloads: boolean): string =>
  `${preloads ? 'run m4boot; ' : ''}run hil_netboot; ${withoutPreload(original) ?? otherwise}`;

// The reference image comes with `;` for its boot script to run.
const isNothing = (m4boot: string | undefined): boolean => /^[\s;]*$/.test(m4boot ?? '');

const withoutPreload = (bootcmd: string | undefined): string | undefined => bootcmd?.replace(/\brun m4boot\s*(?:;|&&)\s*/g, '');

/** Only what differs. */
export const differences = (held: Variables, wanted: Variables): Variables =>
  Object.fromEntries(Object.entries(wanted).filter(([name, value]) => held[name] !== value));
