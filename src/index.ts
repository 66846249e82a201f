// The public surface of verdin-hil, imported as `verdin-hil` by lab.config.ts and by suites.
export { verdinImx8mp } from './board/verdin-imx8mp.ts';
export { virtualBoard } from './board/virtual-board.ts';
export { defineLab, type LabDefinition, m7Bin, m7Elf } from './config/lab.ts';
export { shippedFirmware, shippedSuites } from './config/shipped.ts';
export * from './core/public.ts';
export type { HeadlineRule, KnownIssue } from './kernel/detector.ts';
export { labgridPlace } from './labgrid/labgrid-place.ts';
export { commandSwitch } from './power/command-switch.ts';
export { manualSwitch } from './power/manual-switch.ts';
export { pduDaemon } from './power/pdu-daemon.ts';
export { shellyPlug } from './power/shelly-plug.ts';
export { qemuVerdin } from './qemu/qemu-verdin.ts';
export { junit } from './report/junit.ts';
export { runJson } from './report/run-json.ts';
export { summary } from './report/summary.ts';
export {
  describe,
  expect,
  type InterruptRate,
  type InterruptSample,
  ratesBetween,
  readSample,
  type ScenarioBody,
  type ScenarioContext,
  type ScenarioSpec,
  scenario,
} from './scenario/index.ts';
export { serialConsole } from './transport/serial-port.ts';
export { sshShell } from './transport/ssh-shell.ts';
export { tcpConsole } from './transport/tcp-port.ts';
