import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { credentialsIn } from '../../core/credential-places.ts';
import type { Driver } from '../../core/driver.ts';
import { PortError } from '../../core/errors.ts';
import { type InstallProgress, installWithin, type OsImage, type OsImageEntry, type OsInstaller } from '../../core/os-image.ts';
import { rememberSecret } from '../../core/redaction.ts';
import { boardClock, toMs } from '../../core/time.ts';
import { runLabCommand } from '../power/lab-command.ts';
import { type ImageServer, serveImage } from './image-server.ts';
import { InstallError } from './install-error.ts';
import { TeziApi } from './tezi-api.ts';
import { openTeziFolder } from './tezi-folder.ts';
import { runUuu } from './uuu.ts';

const duration = z.templateLiteral([z.number().positive(), z.enum(['ms', 's', 'min', 'h'])]);
const schema = z.strictObject({
  /** Toradex Easy Installer as downloaded and unpacked, with its folder `recovery`. */
  folder: z.string().min(1),
  /** The board's recovery port by bus and ports, as `uuu -lsusb` prints it: without it uuu would load whichever board waits. */
  usb: z.string().regex(/^\d+:\d+$/, "expected a USB port as uuu -lsusb prints it, such as '1:23'"),
  /** Where the installer answers once it runs; 192.168.11.1, its own over USB, by default. */
  host: z.string().min(1).optional(),
  /** 8080 by default. */
  port: z.int().min(1).max(65_535).optional(),
  /** The address of this host that the board fetches the image from. Nothing else of this host is offered there. */
  serve: z.strictObject({ host: z.string().min(1), port: z.int().min(1).max(65_535).optional() }),
  /** 'uuu' by default. */
  uuu: z.string().min(1).optional(),
  /** For sh, where the lab has no recovery pin: takes a board that has power into recovery mode, by a reset or a power cycle of its own. */
  recovery: z.string().min(1).optional(),
  /** For the installation itself; '30min' by default. */
  timeout: duration.optional(),
});
export type EasyInstallerSettings = z.infer<typeof schema>;

/** Toradex Easy Installer, started over USB by `uuu` and told over its HTTP interface what to install. */
export const easyInstaller = (settings: EasyInstallerSettings): Driver<OsInstaller> => {
  for (const credential of credentialsIn(settings.recovery ?? '')) rememberSecret(credential);
  return {
    driver: 'easy-installer',
    settings,
    schema,
    wires: () => [`usb ${settings.usb}`],
    look: async () => {
      const script = join(settings.folder, 'recovery', 'uuu.auto');
      if (existsSync(script)) return `will be loaded from ${settings.folder}`;
      throw new PortError(`there is no ${script}`, { remedy: 'unpack Toradex Easy Installer of this module there' });
    },
    connect: async () => new EasyInstaller(settings),
  };
};

// In host time.
const pauseMs = 1000;

class EasyInstaller implements OsInstaller {
  readonly enterRecovery?: (signal: AbortSignal) => Promise<void>;
  readonly #settings: EasyInstallerSettings;
  constructor(settings: EasyInstallerSettings) {
    this.#settings = settings;
    const { recovery: command } = settings;
    if (command === undefined) return;
    const hook = { what: 'the command that takes the board into recovery mode', command, place: "'recovery' of the easyInstaller" };
    this.enterRecovery = async (signal) => void (await runLabCommand(hook, signal));
  }

  open(entry: OsImageEntry): Promise<OsImage> {
    return openTeziFolder(entry.path);
  }

  async install(image: OsImage, onProgress: (progress: InstallProgress) => void, signal: AbortSignal): Promise<void> {
    const { folder, usb, host = '192.168.11.1', port = 8080, serve, uuu: program = 'uuu' } = this.#settings;
    onProgress({ share: 0, text: 'uuu loads Toradex Easy Installer into the board' });
    await runUuu({ program, usb, script: join(folder, 'recovery'), within: installWithin.uuu }, signal);
    const api = new TeziApi(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
    onProgress({ share: 0, text: 'waiting for Toradex Easy Installer' });
    await api.untilReady(installWithin.answer, signal);
    await using server = await serveImage(image, serve);
    await api.install(server.url, signal);
    await this.#untilInstalled(api, server, { image, onProgress, signal });
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #untilInstalled(
    api: TeziApi,
    server: ImageServer,
    {
      image,
      onProgress,
      signal,
    }: { readonly image: OsImage; readonly onProgress: (progress: InstallProgress) => void; readonly signal: AbortSignal },
  ): Promise<void> {
    const { timeout: within = installWithin.install } = this.#settings;
    const overdue = AbortSignal.timeout(toMs(within));
    const total = image.files.reduce((sum, { bytes }) => sum + bytes, 0);
    const shareNow = (): number => Math.min(1, server.sent / total);
    let wasInstalling = false;
    let told = -1;
    let silent = 0;
    while (!overdue.aborted) {
      // While it writes it may be slow to answer; a board that lost its power never answers again.
      const state = await api.state(signal).catch((cause: unknown) => {
        signal.throwIfAborted();
        if (++silent >= mostSilences) throw cause;
      });
      if (state !== undefined) silent = 0;
      if (state === 'installing') wasInstalling = true;
      // One that was left over from an installation before would say so at once.
      if (state === 'installed') return requireFetched(server, image);
      if (state === 'failed' || state === 'aborted') throw this.#ended(state, server, wasInstalling);
      const tenth = Math.floor(shareNow() * 10);
      if (tenth !== told) onProgress({ share: shareNow(), text: `${tenth * 10} % of ${Math.ceil(total / 1e6)} MB fetched` });
      told = tenth;
      await boardClock().sleep(pauseMs, signal);
    }
    throw new InstallError(`the installation did not end within ${within}: ${Math.floor(shareNow() * 100)} % fetched`, {
      evidence: refusedBy(server),
      remedy:
        server.sent === 0
          ? `the board fetched nothing: it must reach ${this.#settings.serve.host} of this host`
          : 'look at the A53 console',
    });
  }

  #ended(state: string, server: ImageServer, wasInstalling: boolean): InstallError {
    const { serve } = this.#settings;
    return new InstallError(`Toradex Easy Installer says '${state}'`, {
      evidence: [`http: ${server.sent} bytes were fetched`, ...refusedBy(server)],
      remedy:
        server.sent === 0
          ? `the board fetched nothing: it must reach ${serve.host} of this host`
          : wasInstalling
            ? 'look at the A53 console for what it could not write'
            : 'the image may be of another module (supported_product_ids), or its image.json of a format that this installer does not know',
    });
  }
}

const mostSilences = 30;

const refusedBy = ({ refused }: ImageServer): readonly string[] =>
  refused.slice(-5).map((path) => `http: asked for ${path}, which is not part of the image`);

const requireFetched = (server: ImageServer, image: OsImage): void => {
  const { bytes } = image.files[0]!;
  if (server.sent >= bytes) return;
  throw new InstallError("Toradex Easy Installer says 'installed', and fetched nothing", {
    remedy: 'another board may answer at this address: look which one `host` leads to',
  });
};
