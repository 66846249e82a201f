import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';

type State = 'idle' | 'scanning' | 'installing' | 'installed' | 'aborted' | 'failed';

interface FakeTeziOptions {
  /** Puts the image on the board; what it throws is a failed installation. */
  readonly write?: (imageJson: { readonly version?: string }) => Promise<void>;
  /** Answers before anybody started it. */
  readonly isUp?: boolean;
}

/** Toradex Easy Installer as httpapi.cpp of toradex/qt-tezi has it: states, refusals, and that a POST answers 200 whatever comes of it. */
export class FakeTezi implements AsyncDisposable {
  readonly fetched: string[] = [];
  state: State = 'scanning';
  #isUp: boolean;
  readonly #write: NonNullable<FakeTeziOptions['write']>;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  private constructor({ write = async () => {}, isUp = false }: FakeTeziOptions) {
    this.#write = write;
    this.#isUp = isUp;
  }

  static async start(options: FakeTeziOptions = {}): Promise<FakeTezi> {
    const tezi = new FakeTezi(options);
    tezi.#server.listen(0, '127.0.0.1');
    await once(tezi.#server, 'listening');
    return tezi;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** What an uuu has loaded it into a board. */
  get bootUrl(): string {
    return `http://127.0.0.1:${this.port}/loaded-by-uuu`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
    const asked = `${request.method} ${request.url}`;
    if (asked === 'POST /loaded-by-uuu') {
      this.#isUp = true;
      this.state = 'scanning';
      return void response.end();
    }
    if (!this.#isUp) return void response.destroy();
    if (asked === 'GET /status') return void response.end(JSON.stringify({ status: this.state }));
    if (asked !== 'POST /images' || !['idle', 'scanning'].includes(this.state)) return void response.writeHead(400).end();
    response.end();
    const { image_url: url } = JSON.parse(body) as { image_url: string };
    await this.#install(url).catch(() => {
      this.state = 'failed';
    });
  }

  async #install(url: string): Promise<void> {
    const image = (await (await this.#fetch(url)).json()) as { version?: string; blockdevs: { content?: unknown }[] };
    this.state = 'installing';
    const names = [...JSON.stringify(image).matchAll(/"(?:filename|u_boot_env|wrapup_script)":"([^"]+)"/g)].map(([, name]) => name!);
    for (const name of names) await (await this.#fetch(url.replace(/image\.json$/, name))).arrayBuffer();
    await this.#write(image);
    this.state = 'installed';
  }

  async #fetch(url: string): Promise<Response> {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: ${response.status}`);
    this.fetched.push(url.split('/').at(-1)!);
    return response;
  }
}

/** A small folder in the shape that downloads of Torizon OS have. */
export const makeImage = (folder: string, changes: Readonly<Record<string, unknown>> = {}, content = 'root file system'): string => {
  const image = {
    config_format: '4',
    autoinstall: false,
    name: 'Torizon OS',
    version: '7.1.0+build.1',
    release_date: '2024-12-01',
    u_boot_env: 'u-boot-initial-env-sd',
    wrapup_script: 'wrapup.sh',
    supported_product_ids: ['0058', '0061'],
    blockdevs: [
      {
        name: 'mmcblk0',
        partitions: [
          {
            partition_size_nominal: 512,
            want_maximised: true,
            content: {
              label: 'otaroot',
              filesystem_type: 'ext4',
              filename: 'os.ota.tar.zst',
              filelist: ['containers.tar:/var/lib/docker:true'],
              uncompressed_size: 1.5,
            },
          },
        ],
      },
      {
        name: 'mmcblk0boot0',
        erase: true,
        content: { filesystem_type: 'raw', rawfiles: [{ filename: 'imx-boot', dd_options: 'seek=0' }] },
      },
    ],
    ...changes,
  };
  const put = (name: string, text: string): void => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  put('image.json', JSON.stringify(image));
  for (const name of ['u-boot-initial-env-sd', 'wrapup.sh', 'containers.tar', 'imx-boot']) put(name, `${name}\n`);
  put('os.ota.tar.zst', content);
  return folder;
};

/** A program that takes uuu's arguments: it loads the installer where `mayLoad` is a URL that says `{"waiting":true}`, and says what uuu says where no board waits. */
export const makeUuu = (folder: string, { bootUrl, mayLoad }: { readonly bootUrl: string; readonly mayLoad?: string }): string => {
  mkdirSync(join(folder, 'recovery'), { recursive: true });
  writeFileSync(join(folder, 'recovery', 'uuu.auto'), 'uuu_version 1.4.193\n');
  const path = join(folder, 'uuu.cjs');
  writeFileSync(
    path,
    `#!${process.execPath}
const { existsSync } = require('node:fs');
const [flag, usb, script] = process.argv.slice(2);
const fail = (text) => { process.stdout.write('uuu (Universal Update Utility) for nxp imx chips -- libuuu_1.5.233\\r\\n' + text + '\\n'); process.exit(1); };
const act = async () => {
  if (flag !== '-m' || usb !== '1:23' || !existsSync(script + '/uuu.auto')) fail('Error: wrong arguments');
  if (${JSON.stringify(mayLoad ?? '')} && !(await (await fetch(${JSON.stringify(mayLoad ?? '')})).json()).waiting) fail('Wait for Known USB Device Appear...');
  await fetch(${JSON.stringify(bootUrl)}, { method: 'POST' });
};
act();
`,
    { mode: 0o755 },
  );
  return path;
};
