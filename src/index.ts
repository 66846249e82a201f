// The public surface of verdin-hil, imported as `verdin-hil` by lab.config.ts and by suites.
export * from './board/models/index.ts';
export { defineLab, type LabDefinition, m7Bin, m7Elf, teziImage } from './config/lab.ts';
export { shippedFirmware, shippedSuites } from './config/shipped.ts';
export { usualReports } from './config/usual-reports.ts';
export * from './core/public.ts';
export { commandConsole } from './drivers/console/command-console.ts';
export { serialConsole } from './drivers/console/serial-port.ts';
export { tcpConsole } from './drivers/console/tcp-port.ts';
export { easyInstaller } from './drivers/installer/easy-installer.ts';
export { labgridPlace } from './drivers/labgrid/labgrid-place.ts';
export { commandPins } from './drivers/power/command-pins.ts';
export { commandSwitch } from './drivers/power/command-switch.ts';
export { httpSwitch } from './drivers/power/http-switch.ts';
export { manualSwitch } from './drivers/power/manual-switch.ts';
export { pduDaemon } from './drivers/power/pdu-daemon.ts';
export { shellyPlug } from './drivers/power/shelly-plug.ts';
export { usbRelay } from './drivers/power/usb-relay.ts';
export { virtualBoard } from './drivers/rig/virtual-board.ts';
export { sshShell } from './drivers/ssh/ssh-shell.ts';
export { tftpServer } from './drivers/tftp/tftp-server.ts';
export type { HeadlineRule, KnownIssue } from './knowledge/kernel/detector.ts';
export { allure } from './report/allure.ts';
export { azure } from './report/ci/azure.ts';
export { ci } from './report/ci/ci.ts';
export { github } from './report/ci/github.ts';
export { gitlab } from './report/ci/gitlab.ts';
export { ctrf } from './report/ctrf.ts';
export { junit } from './report/junit.ts';
export { htmlPage } from './report/page/html-page.ts';
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
export { qemuVerdin } from './sim/qemu/qemu-verdin.ts';
