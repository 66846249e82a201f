import Table from 'cli-table3';
import { withoutCommands } from '../core/ci-commands.ts';
import { shownJson, shownLine, shownText } from '../core/clean-text.ts';
import type { KernelIncident } from '../core/incident.ts';

/** Writes what is found, incident by incident. */
export interface ScanReport {
  incident(file: string, incident: KernelIncident): void;
  endOfFile(file: string): void;
  end(): void;
}

/** A table for people, one JSON object an incident, commands of GitHub's runner, a Code Quality report of GitLab. */
export type ScanForm = 'table' | 'json' | 'github' | 'gitlab';

export const scanReport = (form: ScanForm, write: (text: string) => void): ScanReport => {
  if (form === 'table') return new TableReport(write);
  if (form === 'gitlab') return new GitlabReport(write);
  const line = form === 'json' ? json : github;
  return { incident: (file, incident) => write(`${line(file, incident)}\n`), endOfFile: () => {}, end: () => {} };
};

const shown = (text: string): string => withoutCommands(shownLine(text));

/** What a program gets of one incident. */
export const row = ({ id: _id, at: _at, channels: _channels, range, lines, ...rest }: KernelIncident): object => ({
  ...rest,
  ...range,
  lines,
});

const json = (file: string, incident: KernelIncident): string => shownJson({ file, ...row(incident) });

const levels = { fatal: 'error', error: 'error', warning: 'warning', info: 'notice' } as const;

const github = (file: string, { severity, title, range, lines, unverified }: KernelIncident): string => {
  const place = range ? `,line=${range.firstLine},endLine=${range.lastLine}` : '';
  const head = `${severity}${unverified ? ', unverified' : ''}: ${shown(title)}`;
  return `::${levels[severity]} file=${property(file)}${place},title=${property(title)}::${data(`${head} (${shown(lines[0] ?? '')})`)}`;
};

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(shown(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');

const weights = { fatal: 'blocker', error: 'critical', warning: 'minor', info: 'info' } as const;

class GitlabReport implements ScanReport {
  readonly #write: (text: string) => void;
  #count = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  incident(file: string, { severity, title, signature, range }: KernelIncident): void {
    const issue = {
      description: shown(title),
      check_name: signature,
      fingerprint: `${file}:${range?.firstByte ?? 0}:${signature}`,
      severity: weights[severity],
      location: { path: file, lines: { begin: range?.firstLine ?? 1 } },
    };
    this.#write(`${this.#count++ === 0 ? '[' : ','}\n${shownJson(issue)}`);
  }

  endOfFile(): void {}

  end(): void {
    this.#write(this.#count === 0 ? '[]\n' : '\n]\n');
  }
}

interface Seen {
  readonly first: KernelIncident;
  lastLine: number | undefined;
  times: number;
}

const mostRows = 500;

/** What comes again and again is one row that says how often. */
class TableReport implements ScanReport {
  readonly #write: (text: string) => void;
  readonly #rows = new Map<string, Seen>();
  #count = 0;
  #unverified = 0;
  #further = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  incident(_file: string, incident: KernelIncident): void {
    this.#count++;
    if (incident.unverified) this.#unverified++;
    const key = [incident.severity, incident.title, incident.unverified, incident.consequences.join()].join('|');
    const seen = this.#rows.get(key);
    if (seen) {
      seen.times++;
      seen.lastLine = incident.range?.lastLine;
    } else if (this.#rows.size < mostRows)
      this.#rows.set(key, { first: { ...incident, lines: [] }, lastLine: incident.range?.lastLine, times: 1 });
    else this.#further++;
  }

  endOfFile(file: string): void {
    const name = withoutCommands(shownText(file));
    this.#write(this.#count === 0 ? `${name}: nothing found\n` : `${name}: ${this.#heading()}\n${this.#table()}\n`);
    this.#rows.clear();
    [this.#count, this.#unverified, this.#further] = [0, 0, 0];
  }

  end(): void {}

  #heading(): string {
    const unverified = this.#unverified === 0 ? '' : `, ${this.#unverified} of them unverified`;
    const further = this.#further === 0 ? '' : `, ${this.#further} of further kinds not shown`;
    return `${this.#count} found${unverified}${further}`;
  }

  #table(): string {
    const head = ['line', 'kernel time', 'severity', 'title', 'cpu', 'task', 'led to'];
    const isRepeated = [...this.#rows.values()].some(({ times }) => times > 1);
    const table = new Table({ head: isRepeated ? [...head, 'times'] : head, style: { head: [], border: [] } });
    for (const { first, lastLine, times } of this.#rows.values()) {
      const cells = [
        first.range ? `${first.range.firstLine}-${lastLine ?? first.range.lastLine}` : '',
        first.kernelTime?.toFixed(6) ?? '',
        first.unverified ? `${first.severity}, unverified` : first.severity,
        shown(first.title),
        first.cpu ?? '',
        shown(first.task ?? ''),
        first.consequences.join(', '),
      ];
      table.push(isRepeated ? [...cells, times] : cells);
    }
    return table.toString();
  }
}
