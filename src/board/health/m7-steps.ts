import { HilError, OutcomeError, PortError } from '../../core/errors.ts';
import { rubbishOn } from '../boot/no-banner.ts';
import { UBootShell } from '../boot/uboot-shell.ts';
import { checkM7Console } from '../m7/m7-console-check.ts';
import { coresIn, coresQuestion, coreText, isM7 } from '../m7/remote-cores.ts';
import type { Answer, HealthParts, HealthStep } from './step.ts';

const unproven = (why: string, fault?: HilError): Answer => ({
  text: `unproven: ${why}; until an image says its nonce on it, a mute M7 is not held against the product`,
  isDoubtful: true,
  ...(fault ? { fault } : {}),
});

const m7Console: HealthStep['ask'] = async ({ boot, a53, m7, clock, model, heard }, { siblings = [] }, signal) => {
  const { profile } = model;
  const uart = profile.consoles.core;
  if (!m7) return undefined;
  const { console: listening, proof } = m7;
  if (proof.proven !== undefined) return { text: proof.proven };
  if (boot.stage !== 'u-boot') return unproven('not asked, since U-Boot was not stopped');
  try {
    const elsewhere = siblings.flatMap(({ name, a53: first, m7: second }) =>
      [first, second].flatMap((console) => (console ? [{ name: `console ${console.name} of ${name}`, console }] : [])),
    );
    const missed = await checkM7Console(new UBootShell({ console: a53, profile, clock }), listening, model, signal, elsewhere);
    if (missed !== undefined) {
      const rubbish = heard().m7;
      return unproven(missed, (rubbish && rubbishOn(rubbish, leastOfNonce)) ?? notHeard(missed, uart));
    }
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof PortError) throw cause;
    return unproven(`U-Boot could not write into ${uart}: ${(cause as Error).message}`);
  }
  proof.prove(`what U-Boot wrote into ${uart} of this board came on it`);
  return { text: `what U-Boot wrote into ${uart} came on console m7` };
};

// Of the twelve characters that U-Boot wrote, at a third of their rate.
const leastOfNonce = 3;

const notHeard = (missed: string, uart: string): PortError =>
  new PortError(missed, {
    remedy: `check the plug of console m7 (${uart}; port C of the debug USB of a Verdin Development Board) and its baud rate; modules with Wi-Fi have no UART4`,
  });

const question = [
  coresQuestion,
  'tr "\\0" "\\n" < /proc/device-tree/model; echo',
  'tr "\\0" "\\n" < /proc/device-tree/compatible 2>/dev/null; true',
].join('; ');

const overlay: HealthStep['ask'] = async ({ linux, m7 }, _, signal) => {
  const { stdout } = await (await linux(signal)).run(question, { reject: false, signal });
  if (m7 && hasWifi(stdout)) {
    const text = 'this module has Wi-Fi: its UART4 leads to Bluetooth, so that it has no console m7, and the lab file names one';
    return { text, fault: new HilError('lab', text, { evidence: [stdout.trim().slice(0, 300)], remedy: 'take `m7` out of `consoles`' }) };
  }
  const cores = coresIn(stdout);
  const m7Core = cores.find(isM7);
  if (m7Core) return { text: `the HMP overlay is applied: ${m7Core.node} is the M7 (${m7Core.name})` };
  return noCore(cores.map(coreText));
};

const hasWifi = (answer: string): boolean => /\bWB\b|verdin-imx8mp-wifi/.test(answer);

const noCore = (evidence: readonly string[]): Answer => {
  const text = 'the HMP overlay is not applied: Linux knows no remoteproc that is the M7';
  const remedy = 'add verdin-imx8mp_hmp_overlay.dtbo to overlays.txt of the boot partition and boot again';
  return { text, fault: new HilError('lab', text, { evidence, remedy }), isEnd: true };
};

const hello: HealthStep['ask'] = async ({ linux, startHello, m7 }: HealthParts, _, signal) => {
  if (!startHello) return undefined;
  const { outcome, evidence } = await startHello(signal);
  const text = `our test image, started from Linux, came out '${outcome}'`;
  if (outcome === 'alive') return { text };
  // Nothing is wrong with such a lab: there is no wire to add.
  if (outcome === 'unknown' && !m7 && hasWifi((await (await linux(signal)).run(question, { reject: false, signal })).stdout))
    return {
      text: `${text}: this module has Wi-Fi and so no UART4, and nothing but a console proves that an image lives`,
      isDoubtful: true,
    };
  const without = m7 ? '' : '; without console m7 nothing can prove that an image lives';
  return {
    text: `${text}${without}`,
    fault: new OutcomeError(`${text}${without}`, {
      evidence,
      remedy: 'hil run cold-boot says more: kernel, resource table and clk-imx8mp.mcore_booted decide whether Linux can start the M7',
    }),
  };
};

const watchdog: HealthStep['ask'] = async ({ linux }, _, signal) => {
  const about = '/sys/class/watchdog/watchdog0';
  const { stdout } = await (await linux(signal)).run(`cat ${about}/identity ${about}/timeout ${about}/state`, { reject: false, signal });
  const [name, seconds, state] = stdout.split('\n');
  if (!seconds)
    return { text: 'there is no /sys/class/watchdog/watchdog0: a board that hangs is ended by the relay alone', isDoubtful: true };
  return { text: `${name}, ${seconds} s, ${state || 'state unknown'}` };
};

const withSsh =
  (ask: HealthStep['ask']): HealthStep['ask'] =>
  async (parts, options, signal) =>
    parts.host && ask(parts, options, signal);

/** The M7: its wire, before Linux boots, and what Linux has of it. */
export const m7Steps: { readonly console: HealthStep; readonly inLinux: readonly HealthStep[] } = {
  console: { what: 'm7 console', needs: ['power', 'autoboot', 'console'], ask: m7Console },
  inLinux: [
    { what: 'overlay', isThorough: true, needs: ['linux'], ask: withSsh(overlay) },
    { what: 'watchdog', isThorough: true, needs: ['linux'], ask: withSsh(watchdog) },
    { what: 'm7', isThorough: true, needs: ['linux', 'overlay', 'sudo', 'disk'], ask: withSsh(hello) },
  ],
};
