import {
  type handleBidiStreamingCall,
  type handleUnaryCall,
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { resourcesOf } from '../place-resources.ts';
import {
  type ClientMessage,
  type CoordinatorMessage,
  coordinatorService,
  type MapValue,
  type Place,
  type Resource,
  type ResourceMatch,
  type Update,
} from '../protocol.ts';
import { type ClientFolder, standInClient } from './client-program.ts';
import type { Exporter, ExporterOptions, LabgridBench, ParameterValue, Resources } from './labgrid-bench.ts';

type Stream = ServerDuplexStream<ClientMessage, CoordinatorMessage>;

interface Session {
  readonly name: string;
  readonly stream: Stream;
}

/**
 * A coordinator that follows the published protocol, as a gRPC server on loopback: sessions belong to connections, only a connection with a
 * session may acquire, anybody may release, and a lock outlives the connection of its holder.
 */
export class StandInCoordinator implements LabgridBench {
  readonly address: string;
  readonly #server: Server;
  readonly #sessions = new Map<string, Session>();
  readonly #places = new Map<string, Place>();
  readonly #resources = new Map<string, Resource>();
  readonly #reservations: { owner: string; token: string }[] = [];
  readonly #client: ClientFolder = standInClient();

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.address = `127.0.0.1:${port}`;
  }

  static async start(places: Readonly<Record<string, readonly ResourceMatch[]>>): Promise<StandInCoordinator> {
    const server = new Server();
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))),
    );
    const coordinator = new StandInCoordinator(server, port);
    for (const [name, matches] of Object.entries(places)) coordinator.#setPlace(name, { matches, acquired: '' });
    server.addService(coordinatorService, {
      ClientStream: coordinator.#clientStream,
      AcquirePlace: coordinator.#acquirePlace,
      ReleasePlace: coordinator.#releasePlace,
      GetReservations: coordinator.#getReservations,
    });
    return coordinator;
  }

  async exporter(name: string, groups: Resources, { isolated = false }: ExporterOptions = {}): Promise<Exporter> {
    const paths: string[] = [];
    const reach = { proxy: 'exporter.lab', proxy_required: isolated };
    for (const [groupName, group] of Object.entries(groups)) {
      for (const [resourceName, { cls, avail, extra, ...params }] of Object.entries(group)) {
        const path = { exporterName: name, groupName, resourceName };
        const resource = {
          path,
          cls,
          params: valuesOf(params),
          extra: valuesOf({ ...reach, ...extra }),
          acquired: '',
          avail: avail ?? true,
        };
        paths.push(`${name}/${groupName}/${resourceName}`);
        this.#setResource(resource);
      }
    }
    return {
      leave: async () => {
        for (const path of paths) this.#dropResource(path);
      },
    };
  }

  async holderOf(place: string): Promise<string | undefined> {
    return this.#places.get(place)?.acquired || undefined;
  }

  get clientFolder(): string {
    return this.#client.path;
  }

  async close(): Promise<void> {
    this.#server.forceShutdown();
  }

  /** What an exporter says when its adapter is unplugged. */
  unplug(path: string): void {
    this.#setResource({ ...this.#resources.get(path)!, avail: false });
  }

  /** labgrid-client release --kick. */
  kick(place: string): void {
    this.#release(place);
  }

  delete(place: string): void {
    this.#places.delete(place);
    this.#publish({ delPlace: place });
  }

  /** As when another place whose matches overlap was acquired first. */
  acquireResource(path: string, place: string): void {
    this.#setResource({ ...this.#resources.get(path)!, acquired: place });
  }

  reserve(place: string, owner: string): void {
    this.#reservations.push({ owner, token: 'ABCDEFGHIJ' });
    this.#setPlace(place, { reservation: 'ABCDEFGHIJ' });
  }

  /** Cuts every connection; what they held stays held. */
  cut(): void {
    this.#server.drain(this.address, 0);
  }

  /** How many clients have a session. */
  get sessions(): number {
    return this.#sessions.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    this.#client[Symbol.dispose]();
  }

  readonly #clientStream: handleBidiStreamingCall<ClientMessage, CoordinatorMessage> = (stream) => {
    const peer = stream.getPeer();
    stream.on('data', ({ startup, subscribe, sync }: ClientMessage) => {
      if (startup) this.#sessions.set(peer, { name: startup.name, stream });
      if (subscribe?.allPlaces) stream.write({ updates: [...this.#places.values()].map((place) => ({ place })) });
      if (subscribe?.allResources) stream.write({ updates: [...this.#resources.values()].map((resource) => ({ resource })) });
      if (sync) stream.write({ sync, updates: [] });
    });
    const leave = (): void => void this.#sessions.delete(peer);
    stream.on('cancelled', leave).on('close', leave).on('error', leave);
    stream.on('end', () => stream.end());
  };

  readonly #acquirePlace: handleUnaryCall<{ placename: string }, object> = (call, answer) => {
    const peer = call.getPeer();
    const { placename } = call.request;
    const session = this.#sessions.get(peer);
    const place = this.#places.get(placename);
    if (!session) return answer(refusal(status.FAILED_PRECONDITION, `Peer ${peer} does not have a valid session`));
    if (!place) return answer(refusal(status.INVALID_ARGUMENT, `Place ${placename} does not exist`));
    if (place.acquired) return answer(refusal(status.FAILED_PRECONDITION, `Place ${placename} is already acquired`));
    const reservation = this.#reservations.find(({ token }) => token === place.reservation);
    if (reservation && reservation.owner !== session.name) {
      return answer(refusal(status.PERMISSION_DENIED, `Place ${placename} was not reserved for ${session.name}`));
    }
    const resources = resourcesOf(place, this.#resources.values()).map(({ resource }) => resource);
    if (resources.some(({ acquired }) => acquired !== '')) {
      return answer(refusal(status.FAILED_PRECONDITION, `Failed to acquire resources for place ${placename}`));
    }
    for (const resource of resources) this.#setResource({ ...resource, acquired: placename });
    this.#setPlace(placename, { acquired: session.name });
    answer(null, {});
  };

  readonly #releasePlace: handleUnaryCall<{ placename: string; fromuser?: string }, object> = (call, answer) => {
    const { placename, fromuser } = call.request;
    const place = this.#places.get(placename);
    if (!place) return answer(refusal(status.INVALID_ARGUMENT, `Place ${placename} does not exist`));
    if (fromuser && place.acquired !== fromuser) return answer(null, {});
    if (!place.acquired) return answer(refusal(status.FAILED_PRECONDITION, `Place ${placename} is not acquired`));
    this.#release(placename);
    answer(null, {});
  };

  readonly #getReservations: handleUnaryCall<object, { reservations: readonly { owner: string; token: string }[] }> = (_call, answer) =>
    answer(null, { reservations: this.#reservations });

  // In this order, as labgrid's own: its clients hear of the resources first.
  #release(place: string): void {
    for (const resource of this.#resources.values()) {
      if (resource.acquired === place) this.#setResource({ ...resource, acquired: '' });
    }
    this.#setPlace(place, { acquired: '' });
  }

  #setPlace(name: string, change: Partial<Place>): void {
    const before = this.#places.get(name) ?? { name, aliases: [], matches: [], changed: 0 };
    const place = { ...before, ...change, changed: Date.now() / 1000 };
    this.#places.set(name, place);
    this.#publish({ place });
  }

  #setResource(resource: Resource): void {
    const { exporterName, groupName, resourceName } = resource.path;
    this.#resources.set(`${exporterName}/${groupName}/${resourceName}`, resource);
    this.#publish({ resource });
  }

  #dropResource(path: string): void {
    const resource = this.#resources.get(path);
    this.#resources.delete(path);
    if (resource) this.#publish({ delResource: resource.path });
  }

  #publish(update: Update): void {
    for (const { stream } of this.#sessions.values()) stream.write({ updates: [update] });
  }
}

const refusal = (code: status, details: string): ServiceError =>
  Object.assign(new Error(details), { code, details, metadata: new Metadata() });

const valuesOf = (params: Readonly<Record<string, ParameterValue>>): Record<string, MapValue> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, mapValue(value)]));

const mapValue = (value: ParameterValue): MapValue => {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return value === null ? {} : { uintValue: value };
};
