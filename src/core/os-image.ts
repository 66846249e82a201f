import type { Duration } from './time.ts';

/** A system that can be installed on a board, as a lab file names it. */
export interface OsImageEntry {
  readonly kind: 'tezi';
  /** The folder that has image.json. */
  readonly path: string;
  /** Lines of /etc/os-release by which it is known, such as `{ VERSION_ID: '7.1.0-build.1' }`; by the version of image.json where there are none. */
  readonly osRelease?: Readonly<Record<string, string>>;
}

/** An image as it lies on this host. */
export interface OsImage {
  readonly name: string;
  readonly version: string | undefined;
  readonly folder: string;
  /** image.json and everything that it names, relative to the folder. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** SHA-256 over the names and contents of all files. */
  readonly sha256: string;
}

export interface InstallProgress {
  /** Of all files that the installer fetches. */
  readonly share: number;
  readonly text: string;
}

/** Puts a system on a board that waits in recovery mode. */
export interface OsInstaller extends AsyncDisposable {
  /** Reads and checks what the lab file names. Throws ConfigError. */
  open(entry: OsImageEntry): Promise<OsImage>;
  /** Takes a board that has power into recovery mode, where the lab has another way than pins; undefined where it has none. */
  readonly enterRecovery?: (signal: AbortSignal) => Promise<void>;
  /** Starts the installer on the waiting board, and has it install the image. Throws InstallError. */
  install(image: OsImage, onProgress: (progress: InstallProgress) => void, signal: AbortSignal): Promise<void>;
}

/** How long the parts of an installation may take, in host time. */
export const installWithin: Readonly<Record<'uuu' | 'answer' | 'install', Duration>> = { uuu: '5min', answer: '3min', install: '30min' };
