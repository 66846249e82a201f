import { fileURLToPath } from 'node:url';
import { Client, credentials, type MethodDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

export interface MapValue {
  readonly boolValue?: boolean;
  readonly intValue?: number;
  readonly uintValue?: number;
  readonly floatValue?: number;
  readonly stringValue?: string;
}

export interface ResourcePath {
  readonly exporterName?: string;
  readonly groupName: string;
  readonly resourceName: string;
}

export interface Resource {
  readonly path: ResourcePath;
  readonly cls: string;
  readonly params: Readonly<Record<string, MapValue>>;
  readonly extra: Readonly<Record<string, MapValue>>;
  readonly acquired: string;
  readonly avail: boolean;
}

export interface ResourceMatch {
  readonly exporter: string;
  readonly group: string;
  readonly cls: string;
  readonly name?: string;
  readonly rename?: string;
}

export interface Place {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly matches: readonly ResourceMatch[];
  readonly acquired?: string;
  readonly changed: number;
  readonly reservation?: string;
}

/** What a client sends: exactly one of them. */
export interface ClientMessage {
  readonly sync?: { readonly id: number };
  readonly startup?: { readonly version: string; readonly name: string };
  readonly subscribe?: { readonly allPlaces?: boolean; readonly allResources?: boolean };
}

/** Exactly one of them. */
export interface Update {
  readonly resource?: Resource;
  readonly delResource?: ResourcePath;
  readonly place?: Place;
  readonly delPlace?: string;
}

export interface CoordinatorMessage {
  readonly sync?: { readonly id: number };
  readonly updates: readonly Update[];
}

export interface Reservation {
  readonly owner: string;
  readonly token: string;
}

export type CoordinatorMethods = {
  readonly ClientStream: MethodDefinition<ClientMessage, CoordinatorMessage>;
  readonly AcquirePlace: MethodDefinition<{ readonly placename: string }, object>;
  readonly ReleasePlace: MethodDefinition<{ readonly placename: string; readonly fromuser?: string }, object>;
  readonly GetReservations: MethodDefinition<object, { readonly reservations: readonly Reservation[] }>;
};

const definition = loadSync(fileURLToPath(new URL('./coordinator.proto', import.meta.url)), {
  longs: Number,
  defaults: true,
  oneofs: true,
});

/** The calls of a coordinator as gRPC describes them; the shapes of their messages are those of coordinator.proto. */
export const coordinatorService = definition['labgrid.Coordinator'] as unknown as CoordinatorMethods;

/** A connection of its own: the coordinator takes all calls of one connection for the same client. Connects with the first call. */
export const coordinatorClient = (address: string): Client =>
  new Client(address, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
    // The coordinator itself pings as often; it refuses clients that ping more than every 5 s.
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 10_000,
    'grpc.keepalive_permit_without_calls': 1,
  });

export const defaultPort = 20_408;

/** `host`, `host:port` or `[v6]:port` with the coordinator's usual port where none is given. */
export const withPort = (coordinator: string): string => (/:\d+$/.test(coordinator) ? coordinator : `${coordinator}:${defaultPort}`);
