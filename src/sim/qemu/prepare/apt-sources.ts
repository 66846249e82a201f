import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../../core/errors.ts';

/** One place that apt fetches from, as the machine's own configuration names it. */
export interface AptSource {
  /** `deb`, `deb-src`. */
  readonly types: readonly string[];
  readonly uris: readonly string[];
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** A path, or a whole key in its deb822 form. */
  readonly signedBy?: string;
}

export interface Mirror {
  readonly uri: string;
  readonly signedBy?: string;
}

/** The mirror of Debian itself for this release. Throws ConfigError where none is configured. */
export const debianMirror = (sources: readonly AptSource[], release: string): Mirror => {
  const fitting = sources.filter(
    ({ types, suites, components }) => types.includes('deb') && suites.includes(release) && components.includes('main'),
  );
  const source = fitting.find(isDebians) ?? fitting[0];
  const uri = source?.uris[0];
  if (!source || !uri) {
    throw new ConfigError(`apt's configuration names no mirror of Debian ${release}`, {
      remedy: `add one with suite ${release} and component main to /etc/apt/sources.list.d`,
    });
  }
  return { uri, ...(source.signedBy ? { signedBy: source.signedBy } : {}) };
};

// Others publish under the release's name, too.
const isDebians = ({ uris, signedBy }: AptSource): boolean =>
  (signedBy?.includes('debian-archive') ?? false) || uris.some((uri) => /\/debian\/?$/.test(uri));

/** Every enabled source of the folder's sources.list and sources.list.d. */
export const readAptSources = (folder = '/etc/apt'): AptSource[] => {
  const parts = join(folder, 'sources.list.d');
  const names = existsSync(parts) ? readdirSync(parts).sort() : [];
  const files = [join(folder, 'sources.list'), ...names.map((name) => join(parts, name))];
  return files.filter(existsSync).flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    if (file.endsWith('.list')) return parseOneLine(text);
    return file.endsWith('.sources') ? parseDeb822(text) : [];
  });
};

/** The one-line form: `deb [signed-by=/path] uri suite component…`. */
export const parseOneLine = (text: string): AptSource[] =>
  text.split('\n').flatMap((line) => {
    const [, type, options = '', rest = ''] = /^\s*(deb|deb-src)\s+(?:\[([^\]]*)\]\s*)?([^#]*)/.exec(line) ?? [];
    const [uri, suite, ...components] = words(rest);
    if (type === undefined || uri === undefined || suite === undefined) return [];
    const signedBy = /(?:^|\s)signed-by=(\S+)/.exec(options)?.[1];
    return [{ types: [type], uris: [uri], suites: [suite], components, ...(signedBy ? { signedBy } : {}) }];
  });

/** The deb822 form: stanzas of `Types:`, `URIs:`, `Suites:`, `Components:`, `Signed-By:`. */
export const parseDeb822 = (text: string): AptSource[] => {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  const stanzas = lines.join('\n').split(/\n[ \t]*\n/);
  return stanzas.map(fieldsOf).flatMap((fields) => {
    if (/^(no|false|without|off|disable|0)$/i.test(fields.get('enabled') ?? '') || !fields.has('uris')) return [];
    const list = (name: string): string[] => words(fields.get(name) ?? '');
    const signedBy = fields.get('signed-by');
    const source = { types: list('types'), uris: list('uris'), suites: list('suites'), components: list('components') };
    return [{ ...source, ...(signedBy ? { signedBy } : {}) }];
  });
};

// A line that begins with a blank goes on with the field before it.
const fieldsOf = (stanza: string): Map<string, string> => {
  const fields = stanza.matchAll(/^([A-Za-z-]+):[ \t]*(.*(?:\n[ \t].*)*)/gm);
  return new Map([...fields].map(([, name, value]) => [name!.toLowerCase(), value!.trim()]));
};

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
