import type { Driver } from '../../core/driver.ts';
import type { PowerSwitch } from '../../core/power.ts';
import { shellQuote } from '../../core/shell.ts';
import { commandSwitch } from '../power/command-switch.ts';

export interface LabgridPowerOptions {
  readonly coordinator: string;
  readonly place: string;
  /** `host/user` as labgrid shows who holds the place: nobody else may switch it. */
  readonly holder: string;
}

/** Every relay that labgrid itself can switch, also behind the proxy of an isolated exporter: `labgrid-client power` in the name of the holder. */
export const labgridPower = ({ coordinator, place, holder }: LabgridPowerOptions): Driver<PowerSwitch> => {
  const [host = '', user = ''] = holder.split('/');
  const client = `labgrid-client -x ${shellQuote(coordinator)} -p ${shellQuote(place)} power`;
  return commandSwitch({
    on: `${client} on`,
    off: `${client} off`,
    // It says: power for place NAME is on.
    state: `${client} get | sed -n 's/.* is \\(on\\|off\\)$/\\1/p'`,
    environment: { LG_HOSTNAME: host, LG_USERNAME: user },
    timeout: '2min',
  });
};
