import { failure, output, type Result } from './command.ts';
import type { Session } from './session.ts';

/** Whether somebody put a unit of this name on the board. */
export const ownUnit = ({ linux }: Session, unit: string): boolean => linux.units.has(unit);

type Verb = (session: Session, unit: string, args: readonly string[]) => Result | Promise<Result>;

const asRoot =
  (verb: string, act: Verb): Verb =>
  (session, unit, args) =>
    session.uid === 0 ? act(session, unit, args) : failure(`Failed to ${verb} ${unit}: Interactive authentication required.\n`);

const start: Verb = async ({ linux }, unit) => {
  const run = await linux.units.start(unit);
  if (run.result === 'success') return output();
  return failure(
    `Job for ${unit} failed because the control process exited with error code.\nSee "systemctl status ${unit}" for details.\n`,
  );
};

const show: Verb = ({ linux }, unit, args) => {
  const { activeState, result, status } = linux.units.runOf(unit);
  const all: Readonly<Record<string, string>> = {
    ActiveState: activeState,
    Result: result,
    ExecMainStatus: String(status),
    LoadState: 'loaded',
  };
  const wanted = args.flatMap((arg, index) => (/^-p$|^--property$/.test(args[index - 1] ?? '') ? arg.split(',') : propertiesIn(arg)));
  return output(
    (wanted.length > 0 ? wanted : Object.keys(all)).map((name) => (Object.hasOwn(all, name) ? `${name}=${all[name]}\n` : '')).join(''),
  );
};

const propertiesIn = (arg: string): string[] => /^--property=(.*)$/.exec(arg)?.[1]?.split(',') ?? [];

/** What a unit of /etc/systemd/system printed; the journal of the rest is not modelled. */
export const journalctl = ({ linux }: Session, args: readonly string[]): Result => {
  const unit = args.find((_, index) => /^(?:-u|--unit)$/.test(args[index - 1] ?? ''));
  if (unit !== undefined && linux.units.has(unit))
    return output(
      linux.units
        .runOf(unit)
        .log.map((line) => `${line}\n`)
        .join(''),
    );
  linux.limits.command('linux', `journalctl ${args.join(' ')}`);
  return output('-- No entries --\n');
};

const then =
  (act: (units: Session['linux']['units'], unit: string) => void): Verb =>
  ({ linux: { units } }, unit) => {
    act(units, unit);
    return output();
  };

const isActive: Verb = ({ linux }, unit) => {
  const { activeState } = linux.units.runOf(unit);
  return output(`${activeState}\n`, activeState === 'active' ? 0 : 3);
};

/** systemctl(1), for units of /etc/systemd/system. */
export const ownUnitVerbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ['start', asRoot('start', start)],
  ['restart', asRoot('restart', start)],
  [
    'stop',
    asRoot(
      'stop',
      then((units, unit) => units.stop(unit)),
    ),
  ],
  [
    'enable',
    asRoot(
      'enable',
      then((units, unit) => units.enable(unit)),
    ),
  ],
  [
    'disable',
    asRoot(
      'disable',
      then((units, unit) => units.disable(unit)),
    ),
  ],
  ['is-enabled', ({ linux }, unit) => (linux.units.isEnabled(unit) ? output('enabled\n') : output('disabled\n', 1))],
  ['is-active', isActive],
  ['show', show],
]);
