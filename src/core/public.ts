// What lab files and suites share of the contracts: exported by the package for both.

export type { BoardDefinition, ScenarioBoard, ScenarioConsole, ScenarioM7, ScenarioShell } from './board.ts';
export type { Capability } from './capability.ts';
export type { ByteStream, Console, ConsoleLine, ConsoleName, ExpectOptions, Match } from './console.ts';
export type { Driver, DriverContext, Login, Rig, RigSource } from './driver.ts';
export {
  BootError,
  CommandError,
  ConfigError,
  ConnectionLostError,
  type ErrorReport,
  ExpectTimeoutError,
  type Fault,
  HilError,
  type HilErrorOptions,
  OutcomeError,
  PortError,
  PowerError,
} from './errors.ts';
export type { EventBody, Fact, Finding, LabEvent, Reporter } from './event.ts';
export type { FirmwareEntry, ProofOfLife } from './firmware.ts';
export { hostName } from './host-name.ts';
export type { Channel, IncidentKind, KernelIncident, Severity } from './incident.ts';
export type { OsImage, OsImageEntry, OsInstaller } from './os-image.ts';
export type { M7Observation, Outcome, Prediction } from './outcome.ts';
export type { BoardPins, PinName } from './pins.ts';
export type { PowerState, PowerSwitch } from './power.ts';
export type { KnownFailure, ScenarioDescription, ScenarioNeeds, ScenarioResult, Verdict } from './scenario.ts';
export { fromEnv, literalSecret, type Secret } from './secret.ts';
export { type Output, type RemoteHost, type RemoteShell, type RunOptions, type Shell, shellQuote } from './shell.ts';
export { type Clock, type Duration, formatMs, toMs } from './time.ts';
