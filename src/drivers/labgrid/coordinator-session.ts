import type { Client, ClientDuplexStream, MethodDefinition, ServiceError } from '@grpc/grpc-js';
import { anySignal, untilAborted } from '../../core/time.ts';
import { callOnce } from './call.ts';
import { explainCall, isRefusal } from './call-failures.ts';
import { PlaceError } from './place-error.ts';
import {
  type ClientMessage,
  type CoordinatorMessage,
  coordinatorClient,
  coordinatorService,
  type Place,
  type Resource,
  type ResourcePath,
  type Update,
} from './protocol.ts';

/** What the coordinator sees of us: only shown to people, it judges nothing by it. */
const clientVersion = 'verdin-hil';

// Wall time.
const answerWithinMs = 10_000;

/**
 * A client's session with a labgrid coordinator: the stream that makes the connection a session, the calls that need one,
 * and what the coordinator knows of places and resources, kept up to date. Its errors are PlaceErrors.
 */
export class CoordinatorSession implements AsyncDisposable {
  readonly address: string;
  /** `host/user`, as the coordinator shows it to everybody. */
  readonly holder: string;
  readonly places = new Map<string, Place>();
  /** By `exporter/group/name`. */
  readonly resources = new Map<string, Resource>();
  readonly #client: Client;
  readonly #stream: ClientDuplexStream<ClientMessage, CoordinatorMessage>;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #synced = new Map<number, () => void>();
  #lastSync = 0;

  private constructor(address: string, holder: string) {
    this.address = address;
    this.holder = holder;
    this.#client = coordinatorClient(address);
    const { path, requestSerialize, responseDeserialize } = coordinatorService.ClientStream;
    this.#stream = this.#client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
    this.#stream.on('data', (message: CoordinatorMessage) => this.#hear(message));
    this.#stream.on('error', (error: ServiceError) => this.#end(explainCall(error, this.address)));
    this.#stream.on('end', () => this.#end(new PlaceError(`the labgrid coordinator ${address} ended the session`)));
  }

  /** Throws when nobody answers there within 10 s, or something that is no coordinator of labgrid 25.0 or later. */
  static async open({ address, holder, signal }: { address: string; holder: string; signal: AbortSignal }): Promise<CoordinatorSession> {
    signal.throwIfAborted();
    const session = new CoordinatorSession(address, holder);
    try {
      session.#stream.write({ startup: { version: clientVersion, name: holder } });
      session.#stream.write({ subscribe: { allPlaces: true } });
      session.#stream.write({ subscribe: { allResources: true } });
      await session.sync(signal);
      return session;
    } catch (cause) {
      await session[Symbol.asyncDispose]();
      throw cause;
    }
  }

  /** Why there is no session any more. */
  get lost(): Error | undefined {
    return this.#closing.signal.aborted ? (this.#closing.signal.reason as Error) : undefined;
  }

  /** Resolves once every update is known here that the coordinator sent before this call came to it. */
  async sync(signal?: AbortSignal): Promise<void> {
    const id = ++this.#lastSync;
    const answered = new Promise<void>((resolve) => this.#synced.set(id, resolve));
    if (!this.lost) this.#stream.write({ sync: { id } });
    const late = AbortSignal.timeout(answerWithinMs);
    const end = anySignal(this.#closing.signal, signal, late);
    await untilAborted(answered, end).catch((cause: unknown) => {
      throw late.aborted && !this.lost ? silent(this.address) : cause;
    });
  }

  /** Resolves with why the coordinator does not give the place, or undefined when it is ours. */
  async acquire(placename: string, signal: AbortSignal): Promise<Error | undefined> {
    try {
      await this.#call(coordinatorService.AcquirePlace, { placename }, signal);
      return undefined;
    } catch (cause) {
      if (isRefusal(cause)) return cause;
      throw cause;
    }
  }

  /** Whose a reservation is. */
  async ownerOf(token: string, signal: AbortSignal): Promise<string | undefined> {
    const { reservations } = await this.#call(coordinatorService.GetReservations, {}, signal);
    return reservations.find((reservation) => reservation.token === token)?.owner;
  }

  /** Calls back after every change of places and resources, and when the session is lost. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new PlaceError(`the session with the labgrid coordinator ${this.address} is closed`));
    this.#listeners.clear();
    this.#stream.cancel();
    this.#client.close();
  }

  async #call<Request, Response>(method: MethodDefinition<Request, Response>, request: Request, signal: AbortSignal): Promise<Response> {
    if (this.lost) throw this.lost;
    return callOnce({ client: this.#client, address: this.address, method, request, signal: anySignal(signal, this.#closing.signal) });
  }

  #hear({ sync, updates }: CoordinatorMessage): void {
    for (const update of updates) this.#learn(update);
    if (updates.length > 0) for (const listener of [...this.#listeners]) listener();
    if (!sync) return;
    this.#synced.get(sync.id)?.();
    this.#synced.delete(sync.id);
  }

  #learn({ place, delPlace, resource, delResource }: Update): void {
    if (place) this.places.set(place.name, place);
    if (delPlace !== undefined) this.places.delete(delPlace);
    if (resource) this.resources.set(keyOf(resource.path), resource);
    if (delResource) this.resources.delete(keyOf(delResource));
  }

  #end(error: Error): void {
    if (this.lost) return;
    this.#closing.abort(error);
    for (const listener of [...this.#listeners]) listener();
  }
}

const keyOf = ({ exporterName, groupName, resourceName }: ResourcePath): string => `${exporterName}/${groupName}/${resourceName}`;

const silent = (address: string): PlaceError =>
  new PlaceError(`the labgrid coordinator ${address} does not answer`, {
    remedy: 'check the address, and that labgrid-coordinator runs there and is not stuck',
  });
