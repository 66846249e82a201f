import type { BoardContext } from '../core/board.ts';
import type { DriverContext, Rig } from '../core/driver.ts';
import type { FaultInjector } from '../core/fault-injector.ts';
import type { KernelIncident } from '../core/incident.ts';
import type { ModelNoteSource } from '../core/model-limit.ts';
import type { PowerSwitch } from '../core/power.ts';
import { boardClock, type Clock } from '../core/time.ts';
import { createDetector, type Detector } from '../knowledge/kernel/detector.ts';
import { Channels } from './channels.ts';
import { LinuxLink } from './linux/linux-link.ts';

export type IncidentListener = (phase: 'opened' | 'closed', incident: KernelIncident) => void;

/** The open connections of one board. */
export interface Parts extends AsyncDisposable {
  readonly clock: Clock;
  readonly power: PowerSwitch;
  readonly channels: Channels;
  readonly detector: Detector;
  readonly link: LinuxLink | undefined;
  readonly faults: FaultInjector | undefined;
  readonly modelNotes: ModelNoteSource | undefined;
}

/** Opens power, consoles and detector; switches and sends nothing. Throws PowerError or PortError; what was opened by then is closed again. */
export const openParts = async (rig: Rig, context: BoardContext, onIncident: IncidentListener): Promise<Parts> => {
  const clock = boardClock(rig.speed ?? 1);
  const driver: DriverContext = { board: context.name, clock, signal: context.signal, stateDir: context.stateDir };
  const open: AsyncDisposable[] = [];
  const keep = <T extends AsyncDisposable>(part: T): T => {
    open.push(part);
    return part;
  };
  const close = async (): Promise<void> => {
    for (const part of open.splice(0).reverse()) await part[Symbol.asyncDispose]();
  };
  try {
    const detector = createDetector({ ...context.detector, trustsSystem: false, onIncident });
    const power = keep(await rig.power.connect(driver));
    const channels = keep(await Channels.open(rig, driver, detector, context));
    const host = rig.ssh && (await rig.ssh.connect(driver));
    const link = host && keep(new LinuxLink({ host, emit: context.emit, onKmsg: (line) => channels.kmsg(line) }));
    const faults = rig.faults && keep(await rig.faults.connect(driver));
    const modelNotes = rig.modelNotes && keep(await rig.modelNotes.connect(driver));
    return { clock, power, channels, detector, link, faults, modelNotes, [Symbol.asyncDispose]: close };
  } catch (cause) {
    await close();
    throw cause;
  }
};
