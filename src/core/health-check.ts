import type { Console } from './console.ts';
import type { ErrorReport } from './errors.ts';
import type { RemoteHost } from './shell.ts';
import type { Duration } from './time.ts';

/** One thing that was asked of a board and its lab before the first scenario. */
export interface HealthCheck {
  /** power, console, linux, disk, time, … */
  readonly what: string;
  /** 'untried': what it needs is bad. */
  readonly result: 'good' | 'doubtful' | 'bad' | 'untried';
  /** One sentence of what was found. */
  readonly text: string;
  /** Of what is bad. */
  readonly error?: ErrorReport;
  /** Host milliseconds. */
  readonly tookMs?: number;
}

/** Another board of the lab, listened to while this one is switched. */
export interface Sibling {
  readonly name: string;
  readonly a53: Console;
  readonly m7?: Console;
  /** SSH, without any proof of whose it is. */
  readonly host?: RemoteHost;
}

export interface HealthOptions {
  /** True: a board that runs well is taken as it is, and its power is not proven. */
  readonly keepsRunning: boolean;
  /** Without power; '2s' by default. */
  readonly offFor?: Duration;
  /** Asks everything there is, boots Linux, starts an image on the M7, and goes on behind what is bad. */
  readonly thorough?: boolean;
  readonly siblings?: readonly Sibling[];
  /** The image of `firmware` that a thorough check starts; none is started by default. */
  readonly hello?: string;
  /** Told what is asked next, and then what came of it. */
  readonly onCheck?: (check: HealthCheck | Pick<HealthCheck, 'what'>) => void;
}
