import type { Facts } from './facts.ts';
import type { LogLine } from './log-line.ts';

export interface UnexpectedReset {
  /** The first line of the next U-Boot. */
  readonly line: LogLine;
  /** The last line before it. */
  readonly last?: LogLine;
  readonly cause?: LogLine;
  /** Board seconds between the two, where both have host times. */
  readonly silentSeconds?: number;
}

const explained =
  /reboot: (?:Restarting system|Power down|System halted)|Rebooting in \d+ seconds|Kernel panic|^resetting \.\.\.|systemd-shutdown|Reached target.*(?:Reboot|Power-Off|Shutdown)/i;
const asked = /^(?:sudo +)?(?:reboot|poweroff|shutdown|reset|systemctl +(?:reboot|poweroff))\b|sysrq-trigger/;

/** U-Boot came back from a running Linux, and nothing before it says why. In a journal the runner knows which ones it asked for. */
export const unexpectedResets = (facts: Facts): UnexpectedReset[] => {
  const known = facts.incidents.filter(({ kind }) => kind === 'unexpected-reset' || kind === 'watchdog-reset' || kind === 'silent-freeze');
  if (facts.events.length > 0 && known.length === 0) return [];
  const speed = facts.events.find((event) => event.type === 'board.opened')?.speed ?? 1;
  return facts.lines.flatMap((line, index) => {
    if (!/^U-Boot SPL 20\d\d/.test(line.text)) return [];
    const near = facts.lines
      .slice(Math.max(0, index - linesBefore), index)
      .filter(({ source, channel, text }) => source === line.source && channel !== 'm7' && /\w{3}/.test(text));
    // What came before the relay was switched belongs to another boot.
    const before = near.slice(near.findLastIndex((each) => isSwitched(each) || isTerminal(each) || isLoader(each)) + 1);
    if (!before.some(isLinux) || before.some(({ text, command }) => explained.test(text) || asked.test(command ?? ''))) return [];
    const last = before.at(-1);
    const cause = facts.lines.slice(index, index + linesBehind).find(({ text }) => /^Reset cause: /.test(text));
    // A board idle at its login that starts anew from power-on: somebody has switched it.
    if (facts.events.length === 0 && last && /\blogin:$/.test(last.text) && !/WDOG/.test(cause?.text ?? '')) return [];
    const gap = last?.at !== undefined && line.at !== undefined ? ((line.at - last.at) / 1000) * speed : undefined;
    return [{ line, ...(last ? { last } : {}), ...(cause ? { cause } : {}), ...(gap === undefined ? {} : { silentSeconds: gap }) }];
  });
};

/** Who may have reset the module. A watchdog lets at least half a minute of silence pass; WDOG_B, by way of the PMIC, shows as POR, too. */
export const signsOf = ({ cause, silentSeconds }: UnexpectedReset) => ({
  isWatchdog: /WDOG/.test(cause?.text ?? ''),
  isSilentForLong: silentSeconds !== undefined && silentSeconds >= 25 && silentSeconds <= 75,
  /** Sooner than any watchdog: power, the reset pin, or somebody who asked for it. */
  isSudden: silentSeconds !== undefined && silentSeconds < 25,
});

const isSwitched = ({ channel, text }: LogLine): boolean => channel === 'lab' && /^power (?:on|off)$/.test(text);
/** The shell before it was the host's. */
const isTerminal = ({ command = '' }: LogLine): boolean =>
  /^(?:sudo +)?(?:picocom|minicom|screen|tio|cu|microcom|kermit|telnet|socat)\b/.test(command);

/** Another boot begins; what Linux said before is of the one before. */
const isLoader = ({ text }: LogLine): boolean => /^U-Boot (?:SPL )?20\d\d/.test(text);

const linesBefore = 60;
const linesBehind = 60;
const isLinux = ({ text, kernelTime, command, channel }: LogLine): boolean =>
  kernelTime !== undefined ||
  /^Starting kernel \.\.\.|\blogin:|^(?:root|torizon)@|^remoteproc remoteproc|^imx-rproc imx8|^virtio_rpmsg/.test(text) ||
  (command !== undefined && channel !== 'u-boot');
