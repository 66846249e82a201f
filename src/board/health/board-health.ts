import type { HealthCheck, HealthOptions } from '../../core/health-check.ts';
import type { ScenarioNeeds } from '../../core/scenario.ts';
import type { BoardShells } from '../board-shells.ts';
import type { BootControl } from '../boot/boot-control.ts';
import { type M7Host, M7Session } from '../m7/m7-session.ts';
import type { BoardModel } from '../models/board-model.ts';
import type { Parts } from '../open-parts.ts';
import type { BoardIdentity } from './board-identity.ts';
import { checkHealth, type HealthParts } from './health.ts';
import type { WireJudge } from './wire-judge.ts';

export interface BoardHealthOptions {
  readonly parts: Parts;
  readonly boot: BootControl;
  readonly shells: BoardShells;
  readonly identity: BoardIdentity;
  readonly wire: WireJudge;
  readonly model: BoardModel;
  readonly m7Host: M7Host;
  readonly prepare: (needs: ScenarioNeeds, signal: AbortSignal) => Promise<void>;
}

/** The checks of a live board with its own wires. */
export const checkBoard = (on: BoardHealthOptions, options: HealthOptions, signal: AbortSignal): Promise<readonly HealthCheck[]> => {
  const { boot, identity, m7Host, parts, model, shells, wire } = on;
  const { clock, channels, found, host, pins, power } = parts;
  const { a53, m7 } = channels.consoles;
  return checkHealth(
    {
      boot,
      power,
      pins,
      cut: () => boot.power.cut(),
      a53,
      m7: m7 && { console: m7, proof: m7Host.consoleProof },
      heard: () => channels.heard,
      lost: () => channels.lost,
      opensAgain: (name, aborting) => channels.opensAgain(name, aborting),
      clock,
      model,
      linux: (aborting) => shells.linux(aborting),
      onConsole: (use, aborting) => shells.onConsole(use, aborting),
      identity,
      wire,
      host,
      startHello: helloOf(on, options),
      found,
    },
    options,
    signal,
  );
};

const helloOf = ({ prepare, m7Host }: BoardHealthOptions, { hello }: HealthOptions): HealthParts['startHello'] =>
  hello === undefined
    ? undefined
    : async (signal) => {
        await prepare({ firmware: hello }, signal);
        return new M7Session(m7Host, signal).start(hello);
      };
