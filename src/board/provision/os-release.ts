import type { OsImage, OsImageEntry } from '../../core/os-image.ts';
import type { Shell } from '../../core/shell.ts';

/** What tells one installed system from another. */
export interface RunningSystem {
  readonly osRelease: Readonly<Record<string, string>>;
  /** Made at the first boot of a system, and never again. */
  readonly machineId: string;
}

const question = 'cat /etc/os-release; printf \'\\nhil-machine-id=%s\\n\' "$(cat /etc/machine-id)"';

export const runningSystem = async (shell: Shell, signal: AbortSignal): Promise<RunningSystem> => {
  const { stdout } = await shell.run(question, { signal, reject: false });
  const { 'hil-machine-id': machineId = '', ...osRelease } = parseOsRelease(stdout);
  return { osRelease, machineId };
};

/** os-release(5): assignments as a shell reads them. */
export const parseOsRelease = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, name, value] = /^\s*([A-Za-z][\w-]*)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, unquoted(value!.trim())]];
    }),
  );

const unquoted = (value: string): string => {
  const [, quote, inside] = /^(["'])(.*)\1$/.exec(value) ?? [];
  if (inside === undefined) return value;
  return quote === '"' ? inside.replaceAll(/\\(["$`\\])/g, '$1') : inside;
};

/** What an image says of itself and its system does not; nothing where they agree. Undefined: the image says nothing that a system could confirm. */
export const differencesFrom = ({ osRelease }: RunningSystem, image: OsImage, entry: OsImageEntry): readonly string[] | undefined => {
  if (entry.osRelease)
    return Object.entries(entry.osRelease).flatMap(([name, wanted]) =>
      osRelease[name] === wanted ? [] : [`${name} is '${osRelease[name] ?? ''}', and the lab file says '${wanted}'`],
    );
  const { version } = image;
  if (version === undefined || version === '') return undefined;
  const said = ['VERSION', 'VERSION_ID', 'PRETTY_NAME', 'IMAGE_VERSION'].map((name) => osRelease[name] ?? '');
  // Torizon's VERSION_ID has '-build.1' for '+build.1', as VERSION_ID allows no plus sign.
  const isSaid = said.some((text) => hasWord(text, version) || hasWord(text, version.replaceAll('+', '-')));
  return isSaid ? [] : [`/etc/os-release says '${said.find(Boolean) ?? 'no version'}', and image.json '${version}'`];
};

const hasWord = (text: string, word: string): boolean => text.split(/[\s()]+/).includes(word);
