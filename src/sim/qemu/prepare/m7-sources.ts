import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Apt, type Fetchable, stanza } from './apt.ts';
import type { Mirror } from './apt-sources.ts';
import { inputSum } from './checksum.ts';
import { PrepareError } from './prepare-error.ts';
import type { Shell, Workshop } from './step.ts';

// The QEMU that the other QEMU board gets from the same place, and the first release that has TF-A for this chip.
const releases = { qemu: 'bookworm-backports', 'arm-trusted-firmware': 'trixie' } as const;
export type M7Source = keyof typeof releases;
const names = Object.keys(releases) as readonly M7Source[];

const file = z.object({ name: z.string(), uri: z.string(), sha256: z.string() });
const schema = z.object({ qemu: file, 'arm-trusted-firmware': file });

/** Upstream's tarballs of QEMU and TF-A as Debian carries them, fetched and checked. */
export interface M7Sources {
  readonly path: (source: M7Source) => string;
  /** Changes with the file. */
  readonly sum: (source: M7Source) => string;
}

/** Fetches them. What was fetched stays until the list here or the mirror changes: nothing is asked when warm. Throws PrepareError. */
export const fetchM7Sources = async (workshop: Workshop, cache: string, mirror: Mirror): Promise<M7Sources> => {
  const downloads = join(cache, 'downloads');
  mkdirSync(downloads, { recursive: true });
  const made = await workshop.make({
    name: 'm7-sources',
    inputs: [inputSum(import.meta.url), JSON.stringify(mirror)],
    make: async (folder, sh) => {
      const apt = await sourceApt(join(cache, 'apt-m7'), mirror, sh);
      const chosen: Partial<Record<M7Source, Fetchable>> = {};
      for (const name of names) {
        const tarball = (await apt.source(`${name}/${releases[name]}`)).find((part) => /\.orig\.tar\.\w+$/.test(part.name));
        if (!tarball) throw new PrepareError(`the mirror has no source of ${name} in ${releases[name]}`);
        await apt.fetch(tarball, downloads);
        chosen[name] = tarball;
      }
      writeFileSync(join(folder, 'sources.json'), JSON.stringify(chosen, undefined, 2));
    },
  });
  const files = schema.parse(JSON.parse(readFileSync(made.path('sources.json'), 'utf8')));
  return { path: (source) => join(downloads, files[source].name), sum: (source) => files[source].sha256 };
};

const sourceApt = async (folder: string, mirror: Mirror, sh: Shell): Promise<Apt> => {
  mkdirSync(folder, { recursive: true });
  // Nothing that this machine has installed counts.
  writeFileSync(join(folder, 'status'), '');
  const apt = new Apt(folder, [`Dir::State::status "${folder}/status"`], sh);
  const sources = names.map((name) => stanza(mirror, 'deb-src', releases[name]));
  writeFileSync(join(folder, 'sources.list.d/debian.sources'), sources.join('\n'));
  await apt.update();
  return apt;
};
