import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Zippable, zipSync } from 'fflate';
import { boardModels, usualModel } from '../board/models/model-named.ts';
import { shownJson } from '../core/clean-text.ts';
import type { LabEvent, Reporter } from '../core/event.ts';
import type { FirmwareEntry } from '../core/firmware.ts';
import { ownEntry } from '../core/own-entry.ts';
import { readJournal } from '../journal/read-journal.ts';
import { type Inspection, inspectFirmware } from '../knowledge/firmware/inspect.ts';
import { forumPost } from './forum-post.ts';
import { hiddenJournal, lookAtJournal } from './hidden-journal.ts';
import { HiddenValues } from './hidden-values.ts';
import { type SliceChoice, sliceOf } from './journal-slice.ts';
import { writeSlice } from './write-slice.ts';

export interface BundleOptions extends SliceChoice {
  readonly firmware: Readonly<Record<string, FirmwareEntry>>;
  /** The lab file, if it is still there. */
  readonly labFile?: string;
  readonly withFirmware: boolean;
  readonly reporters: readonly Reporter[];
  readonly version: string;
}

export interface Bundle {
  readonly name: string;
  readonly zip: Uint8Array;
  /** What was hidden in it. */
  readonly hidden: HiddenValues;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  /** The text for a forum. */
  readonly post: string;
}

/** One file that says everything of a run or of one of its scenarios, without what a lab keeps to itself. Writes nothing. Throws ConfigError. */
export const makeBundle = async (runDir: string, options: BundleOptions): Promise<Bundle> => {
  const slice = sliceOf(await readJournal(runDir, { consoles: true }), options);
  const hidden = new HiddenValues();
  lookAtJournal(slice.events, hidden);
  const labText = options.labFile !== undefined && existsSync(options.labFile) ? readFileSync(options.labFile, 'utf8') : undefined;
  if (labText !== undefined) hidden.lookAtLabFile(labText);
  const events = hiddenJournal(slice.events, hidden);
  const images = imagesOf(slice.events, options.firmware);
  const dir = mkdtempSync(join(tmpdir(), 'hil-bundle-'));
  try {
    writeSlice(join(dir, 'run'), events);
    for (const reporter of options.reporters) await reporter.write(events, join(dir, 'run'));
    const post = forumPost(events, slice.scenario, Object.fromEntries(images.map(({ name, inspection }) => [name, inspection])));
    writeFileSync(join(dir, 'README.md'), post);
    if (labText !== undefined) writeFileSync(join(dir, 'lab.config.ts.txt'), hidden.hide(labText));
    writeImages(dir, images, options.withFirmware);
    return { ...packed(dir, basename(runDir), slice.scenario, options.version, hidden), hidden, post };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

interface Image {
  readonly name: string;
  readonly content: Uint8Array;
  readonly inspection: Inspection;
}

/** The images that were started, where their files are still here. */
const imagesOf = (events: readonly LabEvent[], firmware: BundleOptions['firmware']): readonly Image[] => {
  const started = events.flatMap((event) =>
    event.type === 'm7.observed' && event.observation.firmware ? [event.observation.firmware] : [],
  );
  const needed = events.flatMap((event) =>
    event.type === 'scenario.collected'
      ? [event.scenario.needs.firmware, event.scenario.needs.preload, event.scenario.needs.autostart]
      : [],
  );
  const names = new Set([...started.map(({ name, grown }) => grown?.from ?? name), ...needed.filter((name) => name !== undefined)]);
  const opened = events.find((event) => event.type === 'board.opened');
  const { target } = boardModels.get(opened?.model ?? '')?.model ?? usualModel;
  return [...names].flatMap((name) => {
    const path = ownEntry(firmware, name)?.path;
    if (path === undefined || !existsSync(path)) return [];
    const content = new Uint8Array(readFileSync(path));
    return [{ name, content, inspection: inspectFirmware(content, { target }) }];
  });
};

const writeImages = (dir: string, images: readonly Image[], withFirmware: boolean): void => {
  for (const folder of ['inspect', ...(withFirmware ? ['firmware'] : [])]) mkdirSync(join(dir, folder));
  for (const { name, content, inspection } of images) {
    writeFileSync(join(dir, 'inspect', `${fileName(name)}.json`), `${JSON.stringify(inspection, undefined, 2)}\n`);
    if (withFirmware) writeFileSync(join(dir, 'firmware', `${fileName(name)}.elf`), content);
  }
};

const fileName = (name: string): string => name.replaceAll(/[^\w.+-]/g, '_');

const packed = (
  dir: string,
  run: string,
  scenario: string | undefined,
  version: string,
  hidden: HiddenValues,
): Pick<Bundle, 'name' | 'zip' | 'files'> => {
  const names = (readdirSync(dir, { recursive: true, encoding: 'utf8' }) as string[])
    .filter((name) => statSync(join(dir, name)).isFile())
    .sort();
  const files = names.map((name) => ({ name, content: new Uint8Array(readFileSync(join(dir, name))) }));
  const about = {
    bundle: 1,
    madeBy: version,
    run,
    ...(scenario === undefined ? {} : { scenario }),
    hidden: hidden.all.filter(({ count }) => count > 0).map(({ placeholder, count }) => ({ placeholder, count })),
    sha256: Object.fromEntries(files.map(({ name, content }) => [name, createHash('sha256').update(content).digest('hex')])),
  };
  // The same run gives the same bytes: a time of packing says nothing.
  const mtime = new Date('1980-01-02T00:00:00Z');
  const all: Zippable = Object.fromEntries([
    ...files.map(({ name, content }) => [name, [content, { mtime }]]),
    ['bundle.json', [new TextEncoder().encode(`${shownJson(about, 2)}\n`), { mtime }]],
  ]);
  const slug =
    scenario === undefined
      ? ''
      : `-${scenario
          .toLowerCase()
          .replaceAll(/[^a-z0-9]+/g, '-')
          .slice(0, 48)
          .replace(/-$/, '')}`;
  return {
    name: `hil-${run}${slug}.zip`,
    zip: zipSync(all, { level: 6 }),
    files: files.map(({ name, content }) => ({ name, bytes: content.byteLength })),
  };
};
