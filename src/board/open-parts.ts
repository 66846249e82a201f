import type { BoardContext } from '../core/board.ts';
import { consoleNames } from '../core/console.ts';
import type { Driver, DriverContext, Rig } from '../core/driver.ts';
import { PortError } from '../core/errors.ts';
import { allOrEvery } from '../core/every-failure.ts';
import type { FaultInjector } from '../core/fault-injector.ts';
import { inAwakeTime } from '../core/in-awake-time.ts';
import type { ModelNoteSource } from '../core/model-limit.ts';
import type { OsInstaller } from '../core/os-image.ts';
import type { BoardPins } from '../core/pins.ts';
import type { RemoteHost } from '../core/shell.ts';
import type { TftpServer } from '../core/tftp.ts';
import { boardClock, type Clock } from '../core/time.ts';
import type { Detector } from '../knowledge/kernel/detector.ts';
import { BoardPace } from './board-pace.ts';
import { Channels } from './channels.ts';
import type { IncidentListener } from './incident-listener.ts';
import { LinuxLink } from './linux/linux-link.ts';
import { type RecordedSwitch, recordedSwitch } from './power/recorded-switch.ts';
import { type Doubts, watchedDetector } from './watched-detector.ts';

/** The open connections of one board. */
export interface Parts extends AsyncDisposable {
  readonly clock: Clock;
  readonly pace: BoardPace;
  readonly power: RecordedSwitch;
  readonly pins: BoardPins | undefined;
  readonly installer: OsInstaller | undefined;
  readonly tftp: TftpServer | undefined;
  readonly channels: Channels;
  readonly detector: Detector;
  readonly doubts: Doubts;
  readonly link: LinuxLink | undefined;
  /** Where `link` leads. */
  readonly host: RemoteHost | undefined;
  readonly faults: FaultInjector | undefined;
  readonly modelNotes: ModelNoteSource | undefined;
  /** What was found at the far ends, a sentence a wire. */
  readonly found: readonly string[];
}

/**
 * Opens power, consoles and network, all at once, so that what is not there is told in seconds; switches and sends nothing. Throws PowerError or
 * PortError, which names every wire that failed; what was opened by then is closed again.
 */
export const openParts = async (rig: Rig, context: BoardContext, onIncident: IncidentListener): Promise<Parts> => {
  const pace = new BoardPace(boardClock(rig.speed ?? 1), { patience: rig.patienceMs });
  const clock = pace.board;
  const driver: DriverContext = { board: context.name, clock, signal: context.signal, stateDir: context.stateDir };
  const open: AsyncDisposable[] = [];
  const keep = async <T extends AsyncDisposable>(opening: Promise<T>): Promise<T> => {
    const part = await opening;
    open.push(part);
    return part;
  };
  const connected = async <T extends AsyncDisposable>(wire: Driver<T> | undefined): Promise<T | undefined> =>
    wire && keep(inAwakeTime(wire.connect(driver), connectsWithinMs, () => neverConnected(wire)));
  const close = async (): Promise<void> => {
    for (const part of open.splice(0).reverse()) await part[Symbol.asyncDispose]();
  };
  try {
    const { detector, doubts } = watchedDetector(context, clock.speed, onIncident);
    // The relay is closed last: it may have to switch until everything else is gone.
    const power = recordedSwitch((await connected(rig.power))!, rig.power.driver, context.emit);
    const pins = await connected(rig.pins);
    const installer = await connected(rig.installer);
    const tftp = await connected(rig.tftp);
    const [channels, host] = [keep(Channels.open(rig, driver, { detector, doubts, context, ofCore: pace.core })), connected(rig.ssh)];
    const [faults, modelNotes] = [connected(rig.faults), connected(rig.modelNotes)];
    const looking = [
      looked('the relay', rig.power, driver),
      ...consoleNames.map((name) => looked(`console ${name}`, rig.consoles[name], driver)),
      looked('ssh', rig.ssh, driver),
      looked('the installer', rig.installer, driver),
      looked('the TFTP server', rig.tftp, driver),
    ];
    await allOrEvery<unknown>([channels, host, faults, modelNotes, ...looking]);
    const reached = { channels: (await channels)!, host: await host, faults: await faults, modelNotes: await modelNotes };
    pace.follow(reached.modelNotes);
    const link = reached.host && new LinuxLink({ host: reached.host, emit: context.emit, onKmsg: (line) => reached.channels.kmsg(line) });
    if (link) open.push(link);
    if (link) doubts.follow(link);
    const found = (await Promise.all(looking)).flat();
    return { clock, pace, power, pins, installer, tftp, detector, doubts, link, ...reached, found, [Symbol.asyncDispose]: close };
  } catch (cause) {
    await close();
    throw cause;
  }
};

// Ours end within half a minute; a driver of the lab's own may have no limit.
const connectsWithinMs = 120_000;

const neverConnected = ({ driver }: Driver<unknown>): PortError =>
  new PortError(`the driver ${driver} did not end its connect() within 2 min`, {
    remedy: 'give the driver a limit of its own, and see whether what it connects to answers',
  });

const looked = async <T>(what: string, wire: Driver<T> | undefined, context: DriverContext): Promise<string[]> => {
  const sentence = await wire?.look?.(context);
  return sentence === undefined ? [] : [`${what} (${wire!.driver}) ${sentence}`];
};
