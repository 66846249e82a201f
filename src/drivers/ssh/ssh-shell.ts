import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Client } from 'ssh2';
import { z } from 'zod';
import type { Driver, DriverContext } from '../../core/driver.ts';
import { ConnectionLostError, HilError } from '../../core/errors.ts';
import { socketHost } from '../../core/host-name.ts';
import { choosesPassword, Secret, withoutPassword } from '../../core/secret.ts';
import type { HostKeys, RemoteHost, RemoteShell } from '../../core/shell.ts';
import { anySignal, type Duration, limitText, toMs } from '../../core/time.ts';
import { hostSetting } from '../console/host-setting.ts';
import { explainFailure, failureCode } from '../console/tcp-socket.ts';
import { viaSchema } from '../via/jump-host.ts';
import { openAfterFirstLogin } from './first-login.ts';
import { KnownHosts } from './host-keys.ts';
import { configuredHost } from './ssh-config.ts';
import { openConnection, presentedKey, type SshTarget } from './ssh-connection.ts';
import { SshRemoteShell } from './ssh-remote-shell.ts';

const schema = z
  .strictObject({
    host: hostSetting,
    /** 22 by default. */
    port: z.int().min(1).max(65_535).optional(),
    user: z.string().min(1),
    /** Also for sudo. */
    password: z.instanceof(Secret).optional(),
    /** What a freshly installed system has in place of `password`; where it insists on another one, `password` is chosen. */
    factoryPassword: z.union([z.string(), z.instanceof(Secret)]).optional(),
    keyFile: z.string().min(1).optional(),
    /** Of the key file, where it has one. */
    passphrase: z.instanceof(Secret).optional(),
    /** True: log in by the SSH agent, also where there is a password, which is for sudo then. */
    agent: z.boolean().optional(),
    /** A host on the way, as ssh takes it. */
    via: viaSchema.optional(),
    /** True: take host name, port, key and jump host from `~/.ssh/config`, where `host` is a Host of it; or the name of another such file. */
    config: z.union([z.literal(true), z.string().min(1)]).optional(),
    /** 'SHA256:…' as ssh-keygen -lf prints it. Without it the first key is trusted and kept. */
    hostKey: z
      .string()
      .regex(/^SHA256:[A-Za-z0-9+/]{43}$/)
      .optional(),
  })
  .refine(({ passphrase, keyFile, config }) => passphrase === undefined || (keyFile ?? config) !== undefined, {
    path: ['passphrase'],
    message: 'expected a `keyFile` beside it, which it opens',
  })
  .refine(choosesPassword, withoutPassword);
export type SshSettings = z.infer<typeof schema>;

/** The sshd of a running board. */
export const sshShell = (settings: SshSettings): Driver<RemoteHost> => ({
  driver: 'ssh',
  settings,
  schema,
  // Many may log in at once.
  wires: () => [],
  look: async () => {
    const { host, via } = await targetOf(settings);
    return via === undefined ? resolved(host) : `${host} will be asked through a jump host`;
  },
  connect: async (context) => new SshHost(await targetOf(settings), context),
});

const targetOf = async ({ config, ...settings }: SshSettings): Promise<SshTarget> => {
  if (config === undefined) return { ...settings, port: settings.port ?? 22 };
  const file = config === true ? undefined : config;
  const found = await configuredHost(settings.host, file);
  const via = found.via === undefined || file === undefined ? found.via : { host: found.via, config: file };
  const { keyFile = settings.password || settings.agent ? undefined : found.keyFile } = settings;
  return { ...settings, host: found.host, port: settings.port ?? found.port, keyFile, via: settings.via ?? via };
};

const resolved = async (name: string): Promise<string> => {
  const host = socketHost(name);
  if (isIP(host)) return `will be asked at ${host}`;
  try {
    return `${host} is ${(await lookup(host)).address}`;
  } catch (cause) {
    // A board without power does not answer mDNS, and its DHCP lease may have left the name server.
    const remedy = `if the name is unknown with the board running, too: check its spelling${/\.local$/i.test(host) ? ', and mDNS on this host (libnss-mdns)' : ''}`;
    return `${host} does not resolve at present (${failureCode(cause)}); ${remedy}`;
  }
};

// Board time between attempts, and a floor in wall time.
const retryMs = 500;
const retryFloorMs = 100;
// A silent link is dead after three of them: 6 to 8 s on hardware. A simulated board that lives faster still shares a busy host.
const keepaliveMs = 2000;
const keepaliveFloorMs = 1000;

class SshHost implements RemoteHost {
  readonly hostKeys: HostKeys;
  readonly #target: SshTarget;
  readonly #context: DriverContext;
  readonly #knownHosts: KnownHosts;
  readonly #shells = new Set<RemoteShell>();

  constructor(target: SshTarget, context: DriverContext) {
    this.#target = target;
    this.#context = context;
    this.#knownHosts = new KnownHosts(context.stateDir, context.board);
    const known = this.#knownHosts;
    this.hostKeys = {
      isFixed: target.hostKey !== undefined,
      pinned: async () => target.hostKey ?? (await known.pinned()),
      presented: (signal) => presentedKey(target, known, signal),
      trust: (fingerprint) => known.pin(fingerprint),
      keep: () => known.keep(),
      forget: () => known.forget(),
    };
  }

  async connect({ within, signal }: { readonly within: Duration; readonly signal?: AbortSignal }): Promise<RemoteShell> {
    const { clock } = this.#context;
    using overdue = clock.overdue(toMs(within));
    const startedAt = clock.now();
    let reason: unknown;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#open(anySignal(overdue, this.#context.signal, signal));
      } catch (cause) {
        if (cause instanceof HilError) throw cause;
        signal?.throwIfAborted();
        this.#context.signal.throwIfAborted();
        // What ended an attempt says more than that the last one was cut short.
        if (!overdue.aborted || reason === undefined) reason = cause;
        if (overdue.aborted) throw this.#notReached(within, attempt, clock.now() - startedAt, reason);
      }
      await clock.sleep(Math.max(retryMs, retryFloorMs * clock.speed), signal);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#shells].map((shell) => shell[Symbol.asyncDispose]()));
  }

  async #open(signal: AbortSignal): Promise<RemoteShell> {
    const { clock } = this.#context;
    const everyMs = Math.max(keepaliveMs / clock.speed, keepaliveFloorMs);
    const open = (target: SshTarget): Promise<Client> =>
      openConnection({ target, knownHosts: this.#knownHosts, keepaliveMs: everyMs, signal });
    const { factoryPassword, ...target } = this.#target;
    const mayBeFresh = factoryPassword !== undefined && target.password !== undefined;
    const client = mayBeFresh ? await openAfterFirstLogin({ open, target, factoryPassword, signal }) : await open(target);
    const shell = new SshRemoteShell(client, this.#target, clock);
    this.#shells.add(shell);
    void shell.closed.then(() => this.#shells.delete(shell));
    return shell;
  }

  #notReached(within: Duration, attempts: number, waitedMs: number, cause: unknown): ConnectionLostError {
    const { what, remedy } = explainFailure(cause, this.#target);
    return new ConnectionLostError(
      `no SSH login ${limitText(within, waitedMs, this.#context.clock.speed)} in ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${what}`,
      {
        cause,
        evidence: cause instanceof Error ? [`ssh: ${cause.message}`] : [],
        remedy: `${remedy}; the console shows whether Linux is up at all`,
      },
    );
  }
}
