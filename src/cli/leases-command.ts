import Table from 'cli-table3';
import { shownJson, shownText } from '../core/clean-text.ts';
import { formatMs } from '../core/time.ts';
import { heldLeases } from '../run/lease/held-leases.ts';
import { LeaseFolder } from '../run/lease/lease-folder.ts';
import type { Holding } from '../run/lease/lease-state.ts';
import type { Declare } from './subcommand.ts';

export const declare: Declare = (command, exit) =>
  command.option('--json', 'for programs').action(async (options) => exit(await leasesCommand(options)));

/** Everything on this host that is held or was left behind, whoever's lab file it is from. */
export const leasesCommand = async ({ json }: { readonly json?: true }): Promise<number> => {
  const folder = new LeaseFolder();
  const holdings = heldLeases(folder);
  if (json) process.stdout.write(`${shownJson(holdings.map(asJson), 2)}\n`);
  else process.stdout.write(holdings.length === 0 ? `no board is held (${folder.path})\n` : `${tableOf(holdings)}\n`);
  return 0;
};

const asJson = ({ state, why, record, beatAgeMs }: Holding): object => ({
  board: record?.board ?? null,
  state,
  why,
  user: record?.user ?? null,
  host: record?.by.host ?? null,
  pid: record?.by.pid ?? null,
  command: record?.command ?? null,
  config: record?.config ?? null,
  run: record?.run ?? null,
  since: record?.since ?? null,
  heartbeatAgeMs: beatAgeMs === undefined ? null : Math.round(beatAgeMs),
  wires: record?.wires ?? [],
});

const tableOf = (holdings: readonly Holding[]): string => {
  const table = new Table({
    head: ['board', 'state', 'holder', 'since', 'heartbeat', 'command', 'wires'],
    style: { head: [], border: [] },
  });
  for (const { state, why, record, beatAgeMs } of holdings) {
    const cells = [
      record?.board ?? '?',
      state === 'held' ? state : `${state}: ${why}`,
      record ? `${record.user}@${record.by.host}\nprocess ${record.by.pid}` : '?',
      record ? record.since.slice(0, 19).replace('T', '\n') : '?',
      beatAgeMs === undefined ? '?' : `${formatMs(beatAgeMs)} ago`,
      record ? `${record.command}\n${record.config}` : '?',
      record?.wires.join('\n') ?? '?',
    ];
    // Another user wrote it.
    table.push(cells.map(shownText));
  }
  return table.toString();
};
