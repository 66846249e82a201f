import { hash } from 'node:crypto';
import type { Channel } from '../../core/incident.ts';
import { isBody } from './body.ts';
import { type Point, pointIn } from './frames.ts';
import type { Headline } from './headlines.ts';
import { locate } from './locate.ts';
import type { Message } from './normalise.ts';
import { isSubsequence, mendedDefect } from './repair.ts';
import { bare, isPlumbing, withoutSyscallPrefix } from './symbols.ts';

const mostPoints = 256;
const mostStrange = 40;

export interface Name {
  readonly title: string;
  readonly signature: string;
  readonly frame: string | undefined;
  /** SHA-1 over kind and first frames: tells apart what the signature merges. */
  readonly stack: string | undefined;
}

/** One headline and the body behind it, on one channel and in one printing context. */
export class Report {
  readonly channel: Channel;
  readonly time: number | undefined;
  readonly caller: string | undefined;
  headline: Headline;
  cpu: number | undefined;
  task: string | undefined;
  /** No more frames are taken: the report's end mark, or the next report, has come. */
  frozen = false;
  readonly #points: Point[] = [];
  readonly #spellings = new Map<string, string>();
  /** One instruction was spelled in two ways. */
  #isMisspelled = false;
  #access: string | undefined;
  #lock: string | undefined;
  #lockNext = false;
  #strange = 0;
  #isEmpty = true;

  constructor(channel: Channel, headline: Headline, message: Message) {
    this.channel = channel;
    this.headline = headline;
    this.time = message.time;
    this.caller = message.caller;
    this.cpu = headline.groups.cpu === undefined ? undefined : Number(headline.groups.cpu);
    this.task = headline.groups.task;
  }

  get size(): number {
    return this.#points.length;
  }

  /** True before the first line behind the headline. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  /** True when the line belongs to the report; after many that do not, the report is over. */
  add(text: string): boolean {
    this.#isEmpty = false;
    const who = context.exec(text);
    if (who) {
      this.cpu ??= who[1] === undefined ? undefined : Number(who[1]);
      this.task ??= who[2];
    }
    this.#access ??= accessIn(text);
    this.#readLock(text);
    const point = this.#points.length < mostPoints ? pointIn(text) : undefined;
    if (point && point.what !== 'maybe') this.#points.push(point);
    if (point && 'place' in point) this.#remember('name' in point ? point.name : point.maybe, point.place);
    const belongs = point !== undefined || isBody(text);
    this.#strange = belongs ? 0 : this.#strange + 1;
    if (this.#strange > mostStrange) this.frozen = true;
    return belongs;
  }

  name(): Name {
    const { rule, groups } = this.headline;
    const place = locate(rule.frame, this.#isMisspelled ? this.#points.map(this.#whole) : this.#points, groups.frame);
    const self = groups.frame === undefined ? undefined : this.#complete(groups.frame, offset.exec(this.headline.text)?.[0] ?? '');
    const named = self !== undefined && !isPlumbing(self) ? withoutSyscallPrefix(bare(self)) : undefined;
    const frame = rule.kind === 'lockdep' ? (this.#lock ?? place.frame) : (named ?? place.frame ?? self);
    const what = groups.what === undefined ? undefined : mendedDefect(groups.what);
    const title = fill(rule.title, { ...groups, what, frame, access: this.#access });
    const stack = place.stack.length > 0 ? sha1(`${rule.kind}|${place.stack.join('|')}`) : undefined;
    return { title, signature: `${rule.kind}:${frame ?? slug(title, rule.kind)}`, frame, stack };
  }

  /** The longest spelling of the function at one instruction: serial lines lose characters and never add one. */
  #remember(name: string, place: string): void {
    const other = this.#spellings.get(place);
    if (place === '' || other === name || this.#spellings.size > mostPoints) return;
    this.#isMisspelled ||= other !== undefined;
    if (other === undefined || (other.length < name.length && isSpelling(other, name))) this.#spellings.set(place, name);
  }

  #complete(name: string, place: string): string {
    const other = this.#spellings.get(place);
    return other !== undefined && other.length > name.length && isSpelling(name, other) ? other : name;
  }

  readonly #whole = (point: Point): Point => ('name' in point ? { ...point, name: this.#complete(point.name, point.place) } : point);

  #readLock(text: string): void {
    if (text.endsWith('is trying to acquire lock:')) this.#lockNext = true;
    else if (this.#lockNext) {
      const name = acquired.exec(text)?.[1];
      if (name !== undefined && !isPlumbing(name)) this.#lock = withoutSyscallPrefix(bare(name));
      this.#lockNext = false;
    }
  }
}

const offset = /\+0x[\da-f]+\/0x[\da-f]+/;
const isSpelling = (short: string, long: string): boolean => long.length - short.length <= 2 && isSubsequence(short, long);

const context = /^(?:CPU:? ?(\d+) (?:UID: \d+ )?PID: \d+ Comm: |Pid: \d+, comm: )(.{1,16}?)(?: Tainted| Not tainted|$)/;
const access = /^(?:Re?a?d?|Wr?i?t?e?) o?f? ?(?:s?i?z?e? \d+ )?(?:at a?d?d?r?|by ta?s?k?) ?/;
const accessIn = (text: string): string | undefined => (access.test(text) ? (text.startsWith('R') ? 'Read' : 'Write') : undefined);
const acquired = /at: (?:\[<[\da-f]+>\] )?([A-Za-z_][\w.$]*)(?:\+0x| \S+\.[chS]:\d+)/;

/** `{name}` is filled in; a part in square brackets vanishes when one of its names is unknown. */
export const fill = (template: string, values: Readonly<Record<string, string | undefined>>): string => {
  const put = (text: string): string | undefined => {
    let known = false;
    const filled = text.replace(/\{(\w+)\}/g, (_, key: string) => {
      known ||= values[key] !== undefined && values[key] !== '';
      return values[key] ?? '';
    });
    return known ? filled : undefined;
  };
  const optional = template.replace(/\[([^\]]*)\]/g, (_, part: string) => put(part) ?? '');
  return steady(put(optional) ?? optional.replace(/ (?:in|on|of) \{\w+\}/g, ''));
};

/** Without what changes from run to run: addresses, numbers, quoted names, runs of blanks. */
const steady = (text: string): string =>
  text
    .replace(/\b0x[\da-f]+\b|\b[\da-f]{12,16}\b/gi, 'ADDR')
    .replace(/\b\d{2,}\b/g, 'NUM')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 120);

const slug = (title: string, kind: string): string =>
  title
    .replace(`${kind}: `, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60) || kind;

const sha1 = (text: string): string => hash('sha1', text).slice(0, 12);
