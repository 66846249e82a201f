import { boardOf } from '../board-of.ts';
import { verdinBootSigns } from '../verdin-boot-signs.ts';
import { verdinProvisioning } from '../verdin-provisioning.ts';
import { coreUart } from './core-uart.ts';
import { remoteCore } from './remote-core.ts';
import { virtualModel } from './virtual.ts';

/** A Toradex Verdin iMX8M Plus: A53 console on UART3 (ttymxc2), M7 console on UART4. */
export const verdinImx8mp = boardOf({
  name: 'verdin-imx8mp',
  called: 'Verdin iMX8MP',
  profile: verdinBootSigns({
    name: 'verdin-imx8mp',
    prompt: 'Verdin iMX8MP #',
    // Verdin UART_3 and UART_4; a WB module has UART4 for Bluetooth (imx8mp-verdin.dtsi).
    consoles: { a53: 'UART3 (ttymxc2)', core: 'UART4' },
    storage: remoteCore.storage,
    bootCommand: 'run bootcmd_mmc2',
    tcm: { address: remoteCore.itcm.system, size: remoteCore.itcm.size },
  }),
  target: remoteCore,
  coreUart,
  provisioning: verdinProvisioning('verdin-imx8mp', 2),
  virtual: virtualModel,
});
