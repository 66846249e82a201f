import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reporter } from 'verdin-hil';

/** `verdicts.csv`: one line a scenario, for a spreadsheet. A reporter sees the whole journal and writes into the folder of the run. */
export const verdictsCsv = (): Reporter => ({
  name: 'verdicts.csv',
  async write(events, dir) {
    const rows = events.flatMap((event) =>
      event.type === 'scenario.finished'
        ? [[event.board, event.scenario, event.result.verdict, event.result.errors[0]?.fault ?? '', Math.round(event.result.durationMs)]]
        : [],
    );
    const table = [['board', 'scenario', 'verdict', 'fault', 'ms'], ...rows];
    await writeFile(join(dir, 'verdicts.csv'), `${table.map((row) => row.map(quoted).join(',')).join('\n')}\n`);
  },
});

const quoted = (value: string | number): string => `"${String(value).replaceAll('"', '""')}"`;
