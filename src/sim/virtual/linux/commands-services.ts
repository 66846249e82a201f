import type { Command } from 'just-bash';
import { ownEntry } from '../../../core/own-entry.ts';
import { command, failure, output, type Result } from './command.ts';
import { type Job, jobsOf, shellPid, signalNumber, strikeJob } from './jobs.ts';
import type { Service } from './services.ts';
import type { Session } from './session.ts';
import { journalctl, ownUnit, ownUnitVerbs } from './unit-commands.ts';

/** Services and processes: what tests look at, start, stop and kill. */
export const serviceCommands = (session: Session, systemctl: (args: readonly string[]) => Result | undefined): readonly Command[] => [
  command('systemctl', (args) => systemctl(args) ?? units(session, args)),
  command('journalctl', (args) => journalctl(session, args)),
  command('ps', () => output(['  PID TTY          TIME CMD', ...processes(session).map(rowOf(session)), ''].join('\n'))),
  command('pidof', ([name = '']) => named(session, name)),
  command('pgrep', (args) => named(session, args.find((arg) => !arg.startsWith('-')) ?? '')),
  command('kill', (args) => kill(session, args)),
  command('killall', (args) => killNamed(session, 'killall', args)),
  command('pkill', (args) => killNamed(session, 'pkill', args)),
];

const units = async (session: Session, args: readonly string[]): Promise<Result> => {
  const { services, limits } = session.linux;
  const [verb = '', ...names] = args.filter((arg) => !arg.startsWith('-'));
  const act = ownEntry(verbs, verb);
  // Behind -p stands the name of a property.
  const own = names.find((name) => ownUnit(session, name));
  if (own !== undefined && ownUnitVerbs.has(verb)) return ownUnitVerbs.get(verb)!(session, own, args);
  if (!act || names.length === 0) {
    limits.command('linux', `systemctl ${args.join(' ')}`);
    return failure(`systemctl: '${args.join(' ')}' is not modelled on this board\n`);
  }
  const results = names.map((name) => {
    const service = services.find(name);
    return service ? act(session, service) : absent(verb, name);
  });
  return {
    stdout: results.map(({ stdout }) => stdout).join(''),
    stderr: results.map(({ stderr }) => stderr).join(''),
    exitCode: Math.max(...results.map(({ exitCode }) => exitCode)),
  };
};

// systemctl(1), EXIT STATUS: 3 for a unit that does not run, 4 for one that is not there.
const absent = (verb: string, name: string): Result => {
  const unit = name.includes('.') ? name : `${name}.service`;
  if (verb === 'is-active') return output('inactive\n', 3);
  if (verb === 'is-enabled') return failure(`Failed to get unit file state for ${unit}: No such file or directory\n`);
  if (verb === 'status') return failure(`Unit ${unit} could not be found.\n`, 4);
  return failure(`Failed to ${verb} ${unit}: Unit ${unit} not ${verb === 'stop' ? 'loaded' : 'found'}.\n`, 5);
};

const changing =
  (verb: string, active: boolean) =>
  (session: Session, service: Service): Result => {
    if (session.uid !== 0)
      return failure(
        `Failed to ${verb} ${service.name}.service: Interactive authentication required.\nSee system logs and 'systemctl status ${service.name}.service' for details.\n`,
      );
    session.linux.services.set(service, active);
    return output();
  };

const verbs: Readonly<Record<string, (session: Session, service: Service) => Result>> = {
  start: changing('start', true),
  restart: changing('restart', true),
  stop: changing('stop', false),
  kill: changing('kill', false),
  'is-active': ({ linux }, service) => (linux.services.isActive(service) ? output('active\n') : output('inactive\n', 3)),
  'is-enabled': () => output('enabled\n'),
  'is-failed': ({ linux }, service) => output(linux.services.isActive(service) ? 'active\n' : 'inactive\n', 1),
  status: ({ linux }, { name, description, pid, program, ...rest }) => {
    const active = linux.services.isActive({ name, description, pid, program, ...rest });
    const lines = [
      `${active ? '●' : '○'} ${name}.service - ${description}`,
      `     Loaded: loaded (/usr/lib/systemd/system/${name}.service; enabled; vendor preset: enabled)`,
      `     Active: ${active ? 'active (running)' : 'inactive (dead)'}`,
      ...(active ? [`   Main PID: ${pid} (${program})`] : []),
      '',
    ];
    return output(lines.join('\n'), active ? 0 : 3);
  },
};

interface Process {
  readonly pid: number;
  readonly program: string;
  readonly service?: Service;
  readonly job?: Job;
}

const processes = ({ linux }: Session): readonly Process[] => [
  { pid: 1, program: 'systemd' },
  ...[...jobsOf(linux).values()].map((job) => ({ pid: job.pid, program: job.program, job })),
  ...linux.services.all
    .filter((service) => linux.services.isActive(service))
    .map((service) => ({ pid: service.pid, program: service.program, service }))
    .sort((a, b) => a.pid - b.pid),
];

const rowOf =
  (session: Session) =>
  ({ pid, program }: Process): string =>
    `${String(pid).padStart(5)} ${(program === 'agetty' ? session.linux.settings.model.console.tty : '?').padEnd(8)} 00:00:0${pid === 1 ? 1 : 0} ${program}`;

const named = (session: Session, name: string): Result => {
  const found = processes(session).filter(({ program }) => program === name);
  return output(found.map(({ pid }) => `${pid}\n`).join(''), found.length > 0 ? 0 : 1);
};

const kill = (session: Session, args: readonly string[]): Result => {
  if (args[0] === '-l') return output('HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM\n');
  const pids = args.filter((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-s');
  if (pids.length === 0)
    return failure('kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n', 2);
  const signal = signalNumber(signalOf(args));
  if (signal === undefined) return failure(`kill: ${signalOf(args)}: invalid signal specification\n`);
  const failures = pids.map((pid) => killOne(session, pid, signal, signalOf(args)));
  return failures.some((said) => said !== '') ? failure(failures.join('')) : output();
};

const killOne = (session: Session, pid: string, signal: number, name: string): string => {
  const { linux, uid, jobs } = session;
  const job = jobs.find(pid) ?? jobsOf(linux).get(Number(pid));
  if (job && uid !== 0 && uid !== job.uid) return `kill: (${pid}) - Operation not permitted\n`;
  if (job?.isRunning) strikeJob(linux, job, signal);
  if (job?.isRunning) return '';
  if (pid.startsWith('%')) return `kill: ${pid}: no such job\n`;
  // Groups of processes are not modelled, nor is the end of the shell that says this.
  if ((/^(?:0|-\d+)$/.test(pid) || pid === String(shellPid)) && signal !== 0) linux.limits.command('linux', `kill -${name} ${pid}`);
  if (pid === String(shellPid)) return '';
  const process = processes(session).find((one) => String(one.pid) === pid);
  if (!process) return `kill: (${pid}) - No such process\n`;
  return strike(session, process, name) ? '' : `kill: (${pid}) - Operation not permitted\n`;
};

const killNamed = (session: Session, by: string, args: readonly string[]): Result => {
  const name = args.find((arg) => !arg.startsWith('-')) ?? '';
  const found = processes(session).filter(({ program }) => program === name);
  if (found.length === 0) return by === 'killall' ? failure(`${name}: no process found\n`) : output('', 1);
  const signal = signalOf(args);
  if (found.every((process) => strike(session, process, signal))) {
    // Each login has a process of this name, too.
    if (name === 'sshd' && ends.test(signal)) session.linux.endSessions();
    return output();
  }
  return failure(`${by}: ${name}: Operation not permitted\n`);
};

const signalOf = (args: readonly string[]): string => {
  const at = args.indexOf('-s');
  return (at >= 0 ? (args[at + 1] ?? '') : (args.find((arg) => /^-\w/.test(arg)) ?? '-TERM').slice(1)).replace(/^SIG/, '');
};

const ends = /^(?:INT|QUIT|ABRT|KILL|SEGV|TERM|2|3|6|9|11|15)$/;

// systemd, as process 1, takes no signal that ends it; a getty and a service with Restart=always come back at once.
const strike = (session: Session, { service, job, program }: Process, signal: string): boolean => {
  if (job) {
    if (session.uid !== 0 && session.uid !== job.uid) return false;
    strikeJob(session.linux, job, signalNumber(signal) ?? 15);
    return true;
  }
  if (session.uid !== 0) return false;
  if (service && ends.test(signal) && !/^(?:agetty|systemd-.*|dbus-daemon)$/.test(program)) session.linux.services.set(service, false);
  return true;
};
