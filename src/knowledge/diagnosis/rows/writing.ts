import type { Facts } from '../facts.ts';
import { all, commands, type Evidence, evidence, type Row } from './row.ts';

const place = String.raw`(?:/sys/class/remoteproc|/sys/devices/\S*/remoteproc|(?:/usr)?/lib/firmware|\bremoteproc\d)\S*`;
const refusal = '(?:Permission denied|Read-only file system|Operation not permitted)';
const refused = new RegExp(`${place}.{0,30}: ?${refusal}|${refusal}.{0,20}: ?['"]?${place}`, 'i');

const notWritable = (facts: Facts): Evidence | undefined => {
  // A run of this program tries one folder after the other, and says itself where none can be written.
  if (facts.events.length > 0) return undefined;
  const [line] = all(facts, refused).filter(({ command }) => command === undefined);
  if (line) return evidence('certain', commands(facts, /remoteproc|lib\/firmware/).at(-1), line);
  // People write on behind the command that they tell of.
  const told = commands(
    facts,
    /\becho\b.*(?:remoteproc|lib\/firmware)\S*.{0,40}\b(?:permission denied|read-only file system|operation not permitted)/i,
  )[0];
  return told && evidence('likely', told);
};

/** What the board's own rights and read-only folders forbid. */
export const writingRows: readonly Row[] = [
  {
    id: 78,
    name: 'not-writable',
    said: { claim: 'not-writable' },
    fixWords: /\b(?:sudo|root|privileged)\b/i,
    symptom: '/sys/class/remoteproc/remoteproc0/state: Permission denied; /lib/firmware/...: Read-only file system',
    cause:
      'Who writes may not: with sudo echo ... > FILE it is the shell without rights that opens the file, in a container /sys is read-only, and on an OSTree system (Torizon OS) /usr/lib/firmware cannot be written at all.',
    matches: notWritable,
    confirm: [
      { command: 'id -u; ls -l /sys/class/remoteproc/remoteproc0/', shows: '0 is root; only root may write there' },
      {
        command: 'findmnt -T /usr/lib/firmware; cat /sys/module/firmware_class/parameters/path',
        shows: 'ro: another folder is needed; and which one the kernel looks in besides',
      },
    ],
    fix: 'Write as root: echo start | sudo tee /sys/class/remoteproc/remoteproc0/state; from a container with --privileged or -v /sys:/sys. Put the image into a writable folder and name it: echo -n /var/lib/firmware | sudo tee /sys/module/firmware_class/parameters/path.',
    source: 'sysfs(5); firmware_class.path in Documentation/driver-api/firmware/fw_search_path.rst of Linux',
  },
];
