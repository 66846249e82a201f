import { type IncidentKind, incidentKinds } from './incident.ts';
import { type Outcome, outcomes } from './outcome.ts';

/** Whose fault: the device under test, the lab around it, the suite that asked, or the runner itself. */
export type Fault = 'dut' | 'lab' | 'suite' | 'runner';

export interface HilErrorOptions extends ErrorOptions {
  /** What was seen: console lines with their channel, exit status, stderr. Already free of secrets. */
  readonly evidence?: readonly string[];
  /** One sentence: what to do next. */
  readonly remedy?: string;
}

/** The root of every error this project throws on purpose: one sentence, whose fault, evidence, what to do next. */
export class HilError extends Error {
  readonly fault: Fault;
  readonly evidence: readonly string[];
  readonly remedy: string | undefined;
  constructor(fault: Fault, message: string, options: HilErrorOptions = {}) {
    super(message, options);
    this.fault = fault;
    this.evidence = options.evidence ?? [];
    this.remedy = options.remedy;
    this.name = new.target.name;
  }
}

// lab
/** The relay does not answer, refuses, or says what the board disproves. */
export class PowerError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('lab', message, options);
  }
}
/** A console or SSH endpoint cannot be opened, is busy, or vanished. */
export class PortError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('lab', message, options);
  }
}
/** The A53's console gives text that the board did not say, or says otherwise. */
export class SpoiltConsoleError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('lab', message, options);
  }
}
/** The SSH host key is not the pinned one. */
export class HostKeyError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('lab', message, options);
  }
}
/** The login was refused: wrong password or key. */
export class LoginError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('lab', message, options);
  }
}
/** The boot went on while this host was too late with its keys to say why. */
export class CountdownMissedError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('lab', message, options);
  }
}

// dut
/** A pattern did not come on a console in time. */
export class ExpectTimeoutError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('dut', message, options);
  }
}
/** A boot stage was not reached in time. */
export class BootError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('dut', message, options);
  }
}
/** The link to a running system broke or stopped answering in the middle of a command. */
export class ConnectionLostError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('dut', message, options);
  }
}
/** A command on the board ended with a non-zero exit status. */
export class CommandError extends HilError {
  readonly exitCode: number;
  readonly stderr: string;
  /** As in `Output`: a scenario that reads a `stderr` from which bytes are left out, and never this number, is an error of the suite. */
  declare readonly leftOutBytes?: number;
  constructor(
    message: string,
    exitCode: number,
    stderr: string,
    { leftOutBytes, ...options }: HilErrorOptions & { readonly leftOutBytes?: number | undefined } = {},
  ) {
    super('dut', message, options);
    this.exitCode = exitCode;
    this.stderr = stderr;
    if (leftOutBytes !== undefined) this.leftOutBytes = leftOutBytes;
  }
}
/** A kernel or firmware incident that ends the scenario. */
export class KernelIncidentError extends HilError {
  readonly incident: IncidentKind;
  constructor(message: string, incident: IncidentKind, options?: HilErrorOptions) {
    super('dut', message, options);
    this.incident = incident;
  }
}
/** What the board must hold could not be put there, verified there or put back. */
export class ProvisionError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('dut', message, options);
  }
}
/** The observed outcome is not the expected one. */
export class OutcomeError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('dut', message, options);
  }
}

// suite
/** The lab file, the command line or a suite asks for something that does not exist or makes no sense. Exit code 3. */
export class ConfigError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('suite', message, options);
  }
}
/** A firmware file that is not what it is said to be. */
export class FirmwareError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('suite', message, options);
  }
}
/** A call on a handle whose scenario has ended. Nothing of it reaches the board. */
export class RevokedError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('suite', message, options);
  }
}

// runner
/** Something this project promised to itself does not hold. */
export class InvariantError extends HilError {
  constructor(message: string, options?: HilErrorOptions) {
    super('runner', message, options);
  }
}

/** An error as data: what a report shows and what crosses a process boundary. */
export interface ErrorReport {
  readonly fault: Fault;
  readonly name: string;
  readonly message: string;
  readonly evidence: readonly string[];
  readonly remedy?: string;
  /** The outcome that was observed in place of another, where the error is about one. */
  readonly outcome?: Outcome;
  /** Of the lab, and yet no reason to doubt the board's wires: a limit of a simulated board, an image without proof. */
  readonly sparesWires?: true;
  /** The kernel or firmware incident that it tells of. */
  readonly incident?: IncidentKind;
  /** Of what a scenario left behind: it came after the verdict, and made another one of it. */
  readonly isLate?: true;
  /** Where in the suites, as `suites/boot.ts:12:3` relative to the lab file. */
  readonly place?: string;
  readonly stack?: string;
}

/** Any thrown value as data. What is not ours is the runner's fault unless `fallback` says otherwise. */
export const toErrorReport = (thrown: unknown, fallback: Fault = 'runner'): ErrorReport => {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const ours = error instanceof HilError ? error : undefined;
  const { place, outcome, incident } = error as { readonly place?: unknown; readonly outcome?: unknown; readonly incident?: unknown };
  const seen = outcomes.find((name) => name === outcome);
  const kind = incidentKinds.find((name) => name === incident);
  return {
    fault: ours?.fault ?? fallback,
    name: error.name,
    message: error.message,
    evidence: ours?.evidence ?? [],
    ...(ours?.remedy ? { remedy: ours.remedy } : {}),
    ...(seen ? { outcome: seen } : {}),
    ...(kind ? { incident: kind } : {}),
    ...(typeof place === 'string' ? { place } : {}),
    ...(error.stack ? { stack: error.stack } : {}),
  };
};
