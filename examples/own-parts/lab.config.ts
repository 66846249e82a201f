import { defineLab, junit, literalSecret, runJson, shippedFirmware, sshShell, summary, tcpConsole, verdinImx8mp } from 'verdin-hil';
import { gaveUpRule } from './gave-up-rule.js';
import { tasmotaPlug } from './tasmota-plug.js';
import { verdictsCsv } from './verdicts-csv.js';

// A board behind a terminal server and a plug that this package has no driver for. Where they are comes from the environment.
const { BOARD_HOST: host = '127.0.0.1', A53_PORT, M7_PORT, SSH_PORT, PLUG, SPEED } = process.env;
const password = literalSecret('board password', process.env.BOARD_PASSWORD ?? 'torizon');

export default defineLab({
  boards: {
    'verdin-01': verdinImx8mp({
      power: tasmotaPlug({ host: PLUG ?? 'plug-1.lab' }),
      consoles: { a53: tcpConsole({ host, port: Number(A53_PORT ?? 4001) }), m7: tcpConsole({ host, port: Number(M7_PORT ?? 4002) }) },
      ssh: sshShell({ host, port: Number(SSH_PORT ?? 22), user: 'torizon', password }),
      login: { user: 'torizon', password },
      speed: Number(SPEED ?? 1),
    }),
  },
  firmware: shippedFirmware(),
  detector: { rules: [gaveUpRule] },
  reports: { write: [summary(), junit(), runJson(), verdictsCsv()] },
});
