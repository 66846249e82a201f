import { boardOf } from '../board-of.ts';
import { verdinBootSigns } from '../verdin-boot-signs.ts';
import { verdinProvisioning } from '../verdin-provisioning.ts';
import { coreUart } from './core-uart.ts';
import { remoteCore } from './remote-core.ts';
import { virtualModel } from './virtual.ts';

/** A Toradex Verdin iMX8M Mini: A53 console on UART1 (ttymxc0), M4 console on UART4. */
export const verdinImx8mm = boardOf({
  name: 'verdin-imx8mm',
  called: 'Verdin iMX8MM',
  profile: verdinBootSigns({
    name: 'verdin-imx8mm',
    prompt: 'Verdin iMX8MM #',
    // Verdin UART_3 and UART_4: imx8mm-verdin.dtsi.
    consoles: { a53: 'UART1 (ttymxc0)', core: 'UART4' },
    storage: remoteCore.storage,
    bootCommand: 'run bootcmd_mmc0',
    tcm: { address: remoteCore.itcm.system, size: remoteCore.itcm.size },
  }),
  target: remoteCore,
  coreUart,
  provisioning: verdinProvisioning('verdin-imx8mm', 0),
  lacks: {
    'split-tcm': 'ITCM and DTCM of an i.MX 8M Mini lie side by side for its M4, in one row of the table of the loader',
    'tcm-power-domain': 'the TCM of an i.MX 8M Mini hangs on no power domain that Linux switches off',
    'core-caches': 'a Cortex-M4 has no caches',
    'double-fpu':
      'the FPU of a Cortex-M4 has single precision only: doubles are computed by a library, without a fused multiply and many times as slowly',
  },
  virtual: virtualModel,
});
