import { isIP, isIPv6 } from 'node:net';
import { homedir, hostname } from 'node:os';
import { basename } from 'node:path';
import { credentialsIn, escapeRegExp } from '../core/credential-places.ts';
import { redact } from '../core/redaction.ts';

export type HiddenKind = 'credential' | 'address' | 'mac' | 'mail' | 'host' | 'serial' | 'home' | 'user';

/** What stands in place of a value, and how often it was put there. */
export interface HiddenValue {
  readonly kind: HiddenKind;
  readonly value: string;
  readonly placeholder: string;
  count: number;
}

/**
 * What a lab does not want to publish, found in whatever `look` was shown and replaced by `hide`: the same value by the same word everywhere, so that
 * two boards are still two. Secrets of the lab file are hidden by `redact` before.
 */
export class HiddenValues {
  readonly #found = new Map<string, HiddenValue>();
  #pattern: RegExp | undefined;

  constructor() {
    const home = homedir();
    if (!plainNames.has(basename(home))) this.add('home', home);
    if (!plainNames.has(hostname()) && hostname().length > 3) this.add('host', hostname());
  }

  /** Every one, whether or not it stood anywhere. */
  get all(): readonly HiddenValue[] {
    return [...this.#found.values()];
  }

  add(kind: HiddenKind, value: string): void {
    if (value.length < 3 || this.#found.has(value)) return;
    const number = 1 + this.all.filter((other) => other.kind === kind).length;
    const placeholder = kind === 'home' ? '~' : `[${kind}-${number}]`;
    this.#found.set(value, { kind, value, placeholder, count: 0 });
    this.#pattern = undefined;
  }

  /** Learns what any text gives away. */
  look(text: string): void {
    for (const [address] of text.matchAll(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]|-)/g))
      if (isSomebodys(address)) this.add('address', address);
    for (const [address] of text.matchAll(/(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])/gi))
      if (isLong(address)) this.add('address', address);
    for (const [mac] of text.matchAll(/(?<![\w:-])[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}(?![\w:-])/gi)) this.add('mac', mac);
    for (const [mail] of text.matchAll(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g)) this.add('mail', mail);
    for (const [, user] of text.matchAll(/\/home\/([\w.-]+)(?=\/)/g)) if (!plainNames.has(user!)) this.add('user', user!);
  }

  /** The same for a lab file, which also names hosts, adapters and, where somebody was careless, passwords. */
  lookAtLabFile(text: string): void {
    for (const value of credentialsIn(text)) if (!isCode(value)) this.add('credential', value);
    for (const [, , value] of text.matchAll(/literalSecret\([^,]+,\s*(["'`])(.*?)\1/g)) this.add('credential', value!);
    for (const [, , value] of text.matchAll(/\bhost(?:name)?\s*:\s*(["'`])([^"'`]+)\1/g)) if (isHost(value!)) this.add('host', value!);
    for (const [, , value] of text.matchAll(/\b(?:coordinator|url|on|off|state)\s*:\s*(["'`])\w+:\/\/([^/"'`:]+)/g))
      if (isHost(value!)) this.add('host', value!);
    for (const [, serial] of text.matchAll(/by-id\/[\w.-]*_(\w+)-if\d/g)) this.add('serial', serial!);
    this.look(text);
  }

  hide(text: string): string {
    return redact(text).replace(this.#patternOfAll(), (value) => this.#counted(value));
  }

  /** Pieces of one stream, in order; a value that two of them share is put into the first. */
  hideStream(pieces: readonly string[]): string[] {
    const text = pieces.join('');
    const out = pieces.map(() => '');
    let [piece, end] = [0, pieces[0]?.length ?? 0];
    const seek = (at: number): void => {
      while (end <= at && piece < pieces.length - 1) end += pieces[++piece]!.length;
    };
    const copy = (from: number, to: number): void => {
      for (let at = from; at < to; ) {
        seek(at);
        const upTo = Math.min(to, end);
        out[piece] += text.slice(at, upTo);
        at = upTo;
      }
    };
    let done = 0;
    for (const { index, 0: value } of text.matchAll(this.#patternOfAll())) {
      copy(done, index);
      seek(index);
      out[piece] += this.#counted(value);
      done = index + value.length;
    }
    copy(done, text.length);
    return out;
  }

  #counted(value: string): string {
    const found = this.#found.get(value);
    if (!found) return value;
    found.count++;
    return found.placeholder;
  }

  // Of two values the longer one goes first; an address is no part of a longer number.
  #patternOfAll(): RegExp {
    const values = [...this.#found.keys()].sort((a, b) => b.length - a.length).map(escapeRegExp);
    this.#pattern ??= values.length === 0 ? /(?!)/g : new RegExp(`(?<![A-Za-z0-9.])(?:${values.join('|')})(?![A-Za-z0-9])`, 'g');
    return this.#pattern;
  }
}

// Those that every Verdin, image and forum post has.
const plainNames: ReadonlySet<string> = new Set(['root', 'torizon', 'localhost', 'user', 'runner', 'node', 'vm', 'buildd']);

// `password: fromEnv('…')` holds none.
const isCode = (value: string): boolean => /[(){}]/.test(value);

// Of this host, of all, of documentation; and what begins with 0 is a version.
const isSomebodys = (address: string): boolean => isIP(address) === 4 && !/^(?:0|127|255)\./.test(address);
const isLong = (address: string): boolean => isIPv6(address) && address.includes('::') && !/^::1?$/.test(address) && address.length > 6;
const isHost = (name: string): boolean => isIP(name) === 0 && !plainNames.has(basename(name)) && !/^(?:localhost|127\.|::1)/.test(name);
