import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Mirror } from './apt-sources.ts';
import { hasSum } from './checksum.ts';
import type { Shell } from './step.ts';

/** A file that a signed index of the mirror vouches for. */
export interface Fetchable {
  readonly uri: string;
  readonly name: string;
  readonly sha256: string;
}

/** apt with sources, lists and cache of its own below one folder: what the machine has configured is read, never changed. */
export class Apt {
  readonly config: string;
  readonly #sh: Shell;

  constructor(folder: string, settings: readonly string[], sh: Shell) {
    this.config = join(folder, 'apt.conf');
    for (const name of ['lists/partial', 'cache/archives/partial', 'sources.list.d', 'preferences.d']) {
      mkdirSync(join(folder, name), { recursive: true });
    }
    writeFileSync(this.config, [...ownFolders(folder), ...settings].map((line) => `${line};\n`).join(''));
    this.#sh = sh({ env: { ...process.env, APT_CONFIG: this.config, LC_ALL: 'C' } }) as unknown as Shell;
  }

  update = async (): Promise<void> => {
    await this.#sh`apt-get update --error-on=any`;
  };

  /** The version that would be installed; undefined where no source has the package. */
  candidate = async (name: string): Promise<string | undefined> => {
    const { stdout } = await this.#sh`apt-cache policy ${name}`;
    return /^ {2}Candidate: (\d\S*)$/m.exec(stdout)?.[1];
  };

  dependencies = async (name: string): Promise<string[]> => {
    const { stdout } = await this.#sh`apt-cache depends ${name}`;
    return [...stdout.matchAll(/^ {2}Depends: (\S+)$/gm)].map(([, dependency]) => dependency!);
  };

  packages = async (names: readonly string[]): Promise<Fetchable[]> =>
    parseUris((await this.#sh`apt-get download --print-uris ${names}`).stdout);

  /** Every file of a source package; `name` alone or `name=version`. */
  source = async (name: string): Promise<Fetchable[]> =>
    parseUris((await this.#sh`apt-get source --print-uris --only-source ${name}`).stdout);

  /** Brings the file into the folder, unless it is there already. apt's own client knows proxies, redirects and the sum to check. */
  fetch = async ({ uri, name, sha256 }: Fetchable, folder: string): Promise<void> => {
    const file = join(folder, name);
    if (await hasSum(file, sha256)) return;
    rmSync(`${file}.part`, { force: true });
    await this.#sh`/usr/lib/apt/apt-helper download-file ${uri} ${`${file}.part`} ${`SHA256:${sha256}`}`;
    renameSync(`${file}.part`, file);
  };
}

const ownFolders = (folder: string): string[] => [
  `Dir::State::lists "${folder}/lists"`,
  `Dir::Cache "${folder}/cache"`,
  'Dir::Etc::sourcelist "/dev/null"',
  `Dir::Etc::sourceparts "${folder}/sources.list.d"`,
  'Dir::Etc::preferences "/dev/null"',
  `Dir::Etc::preferencesparts "${folder}/preferences.d"`,
  // apt's unprivileged user need not be able to reach the cache.
  'APT::Sandbox::User ""',
  'Acquire::Languages "none"',
  'Acquire::Retries "3"',
];

/** `'uri' name size SHA256:sum`, one a line, among whatever else apt says. */
export const parseUris = (text: string): Fetchable[] =>
  [...text.matchAll(/^'([^']+)' (\S+) \d+ SHA256:([0-9a-f]{64})$/gm)].map(([, uri, name, sha256]) => ({
    uri: uri!,
    name: basename(name!),
    sha256: sha256!,
  }));

/** One stanza of a deb822 source. */
export const stanza = (mirror: Mirror, types: string, suites: string): string =>
  [
    `Types: ${types}`,
    `URIs: ${mirror.uri}`,
    `Suites: ${suites}`,
    'Components: main',
    ...(mirror.signedBy ? [`Signed-By:${mirror.signedBy.includes('\n') ? '\n' : ''} ${mirror.signedBy}`] : []),
    '',
  ].join('\n');

/** Takes the machine's own sources along. */
export const copySources = (folder: string, etc = '/etc/apt'): void => {
  const parts = join(folder, 'sources.list.d');
  rmSync(parts, { recursive: true, force: true });
  mkdirSync(parts);
  if (existsSync(join(etc, 'sources.list.d'))) cpSync(join(etc, 'sources.list.d'), parts, { recursive: true });
  if (existsSync(join(etc, 'sources.list'))) cpSync(join(etc, 'sources.list'), join(parts, '00-sources.list'));
};
