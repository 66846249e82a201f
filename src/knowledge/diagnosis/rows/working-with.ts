import type { Facts } from '../facts.ts';
import type { LogLine } from '../log-line.ts';
import { forACore } from '../words/concepts.ts';
import { claimed, type Evidence, evidence, one, type Row } from './row.ts';

/** Where the A-cores see the TCM of an M-core: code that is linked there is the M-core's. */
const coreMemory = /\b(?:0x)?0*(?:7[ef][0-9a-f]{4}|7f8[0-9a-f]{3}|201[ce][0-9a-f]{4}|34fe[0-9a-f]{4}|38fe[0-9a-f]{4}|910000)\b/i;

const onACore = (facts: Facts): Evidence | undefined => {
  const typed = facts.lines.find(({ command }) => command !== undefined && /^(?:go|bootelf)\b/.test(command.trim()));
  const abort = one(facts, /^"(?:Synchronous Abort|Error)" handler|^data abort$|^undefined instruction$|^prefetch abort$/i);
  const isCores = typed?.command !== undefined && coreMemory.test(typed.command);
  const isMeant = facts.lines.some(({ text }) => forACore.test(text));
  const said = isMeant ? undefined : facts.statements.find(({ claim }) => claim === 'started-on-a-core')?.line;
  if (typed && (isCores || abort)) return evidence('likely', typed, abort, said);
  return said && evidence(abort ? 'likely' : 'possible', said, abort);
};

const debuggerFails = (facts: Facts): Evidence | undefined => {
  const printed = one(
    facts,
    /^(?:ERROR: )?Could not connect to (?:the )?target|Cannot connect to target|Failed to (?:attach to|halt) (?:the )?(?:CPU|target|processor)|Could not find core in Coresight setup|Error: (?:JTAG scan chain interrogation failed|Error connecting DP|Invalid ACK)|Connecting to target via (?:JTAG|SWD) failed|(?:Could not|Failed to) (?:read|initiali[sz]e) (?:CPUID|DAP)|JTAG-DP STICKY ERROR|JTAG detection failed|scan ?chain not acting|Could not measure (?:total )?IR len|target \S+ examination failed|^(?:.*: )?Failed to identify target\b/i,
  );
  const said = claimed(facts, 'debugger-fails');
  return evidence(printed ? 'certain' : 'likely', printed, said);
};

const suspended = (facts: Facts): Evidence | undefined => {
  const said = claimed(facts, 'stopped-by-suspend');
  return said && evidence('likely', said, one(facts, /PM: suspend (?:entry|exit)/));
};

/** A writer of Linux says that nobody takes its messages: the ring is full, or the mailbox was not emptied. */
export const unreadMessages = (facts: Facts): LogLine | undefined =>
  one(
    facts,
    /timeout waiting for a tx buffer|MU transmit buffer empty timeout|virtqueue_add_outbuf failed|\brpmsg_send\w*(?:\(\))? failed: -\d+|imx_mu_rpmsg_send\(\) failed/,
  );

const unread = (facts: Facts): Evidence | undefined => {
  const full = unreadMessages(facts);
  return full && evidence(facts.kicks.length > 0 ? 'possible' : 'likely', full);
};

/** Ways of working with a core that end in a fault of their own. */
export const workingRows: readonly Row[] = [
  {
    id: 73,
    name: 'started-on-a-core',
    symptom: 'go or bootelf with an image of the M-core, and U-Boot aborts',
    cause:
      "go and bootelf make the A-core itself run the image: code of a Cortex-M, in memory that only the M-core's clock drives, ends there in an exception or a hang.",
    matches: onACore,
    confirm: [{ step: 'at the U-Boot prompt: help bootaux; help rproc' }],
    fix: 'Start it with bootaux ADDRESS (i.MX) or rproc load and rproc start (others): they hand it to the M-core.',
    source: 'cmd/boot.c and cmd/elf.c of U-Boot; arch/arm/mach-imx/imx_bootaux.c',
  },
  {
    id: 74,
    name: 'debugger-cannot-connect',
    symptom: 'J-Link or OpenOCD: Could not connect to target',
    cause:
      'The debugger does not reach the M-core: until U-Boot or Linux has started it, it has no clock or no power and no access port answers, and Linux may take both away again; else the script for this chip, the JTAG mode or the wiring is not right.',
    matches: debuggerFails,
    confirm: [
      { step: 'start any image with bootaux, stay at the U-Boot prompt, and connect then' },
      { step: "whether the debugger was given the vendor's script for this chip and this core" },
    ],
    fix: 'Start the core first (bootaux with a loop or hello_world) and attach without reset; under Linux keep its clocks (clk-imx8mp.mcore_booted=1), and set the boot switches so that JTAG is on.',
    source: "debug chapters of NXP's Getting Started with MCUXpresso SDK; J-Link scripts of the i.MX 8M",
  },
  {
    id: 75,
    name: 'stopped-by-suspend',
    symptom: 'the core stands still while Linux is suspended',
    cause:
      'In suspend the A-core takes clocks, PLLs, DRAM and power domains down with it, those of the M-core too unless the firmware that rules them was told that the core stays awake.',
    matches: suspended,
    confirm: [
      { command: 'cat /sys/power/mem_sleep /proc/cmdline', shows: 'how deep the suspend goes, and whether mcore_booted is set' },
      { step: 'the same image in TCM, with its UART on a clock of its own: does that go on?' },
    ],
    fix: "Run from TCM, keep the core's power domain and clocks on (mcore_booted; the low-power demos of the SDK talk to TF-A about it over the MU), or stop the core before the suspend and start it behind it.",
    source: 'plat/imx/imx8m of TF-A (M-core low power); low_power_demo of MCUXpresso',
  },
  {
    id: 76,
    name: 'messages-not-taken',
    symptom: 'timeout waiting for a tx buffer; rpmsg_send failed: -5',
    cause: 'All buffers towards the M-core are full: it does not take messages any more or never did, so a writer waits 15 s and fails.',
    matches: unread,
    confirm: [{ step: 'look at the UART of the M-core: is it in its receive loop, does its MU interrupt come?' }],
    fix: 'Find why the firmware does not read (a blocked task, a masked MU interrupt, an endpoint without a callback), or start it again.',
    source: 'rpmsg_send_offchannel_raw in drivers/rpmsg/virtio_rpmsg_bus.c',
  },
  {
    id: 85,
    name: 'cache-incoherent',
    symptom: 'one side reads old values out of memory that both share',
    cause:
      "The M-core's data cache is not coherent with the A-cores: what one side wrote is still in its cache, or the other one reads its own old copy.",
    matches: (facts) => evidence('likely', claimed(facts, 'stale-shared-memory')),
    confirm: [{ step: 'SCB_DisableDCache() in the firmware, once: where the values are right then, it is the cache' }],
    fix: "Make the shared memory non-cacheable in the firmware's MPU table (BOARD_ConfigMPU), or clean and invalidate the lines around each access; under Linux map it uncached (no-map, /dev/mem with O_SYNC), never as normal memory.",
    source: 'board.c of MCUXpresso (BOARD_ConfigMPU); Armv7-M Architecture Reference Manual, caches',
  },
];
