import { shownLine, shownText } from '../core/clean-text.ts';
import type { HealthCheck } from '../core/health-check.ts';
import { formatMs } from '../core/time.ts';

export interface CheckReport {
  readonly board: string;
  /** 'good' where nothing is bad and nothing was left untried. */
  readonly verdict: 'good' | 'bad';
  readonly checks: readonly HealthCheck[];
}

export const reportOf = (board: string, checks: readonly HealthCheck[]): CheckReport => ({
  board,
  verdict: checks.every(({ result }) => result === 'good' || result === 'doubtful') ? 'good' : 'bad',
  // A stack names places in this program, and nothing of the lab.
  checks: checks.map(({ error, ...check }) => ({ ...check, ...(error ? { error: { ...error, stack: '' } } : {}) })),
});

const signs: Readonly<Record<HealthCheck['result'], string>> = { good: 'ok', doubtful: '?', bad: 'BAD', untried: '-' };

/** One line a check: what is being asked where a terminal shows it, and what came of it. */
export class CheckScreen {
  readonly #out: NodeJS.WriteStream | undefined;
  #isAsking = false;
  constructor(board: string, out: NodeJS.WriteStream | undefined) {
    this.#out = out;
    out?.write(`checking ${board}\n`);
  }

  show(check: HealthCheck | Pick<HealthCheck, 'what'>): void {
    this.clear();
    if ('result' in check) {
      this.#out?.write(`${shownText(lineOf(check))}\n`);
    } else if (this.#out?.isTTY) {
      this.#isAsking = true;
      this.#out.write(`  …  ${shownLine(check.what)}`);
    }
  }

  clear(): void {
    if (this.#isAsking) this.#out?.write('\r\x1b[K');
    this.#isAsking = false;
  }

  end({ board, verdict, checks }: CheckReport): void {
    this.clear();
    const bad = checks.filter(({ result }) => result === 'bad');
    const untried = checks.filter(({ result }) => result === 'untried');
    const also = untried.length > 0 ? `; not tried: ${untried.map(({ what }) => what).join(', ')}` : '';
    const said =
      verdict === 'good' ? 'every wire is proven' : `${bad.map(({ text }) => text).join('; ') || 'not everything could be tried'}${also}`;
    this.#out?.write(`${shownText(`\n${board}: ${said}`)}\n`);
  }
}

const lineOf = ({ what, result, text, error, tookMs }: HealthCheck): string =>
  [
    `${signs[result].padStart(4)} ${(tookMs === undefined ? '' : formatMs(tookMs)).padStart(8)}  ${what.padEnd(12)} ${text}`,
    ...(error?.evidence ?? []).slice(0, 12).map((line) => `${' '.repeat(28)}${line}`),
    ...(error?.remedy ? [`${' '.repeat(28)}-> ${error.remedy}`] : []),
  ].join('\n');
