import { isIPv6 } from 'node:net';

/** One name for one host in the names of wires: `localhost`, `[::1]` and `127.0.0.1` are the same, and so is `Relay.lab` in capitals or not. May carry `:port`. */
export const hostName = (host: string): string => host.toLowerCase().replace(/^(localhost|\[::1\]|::1)(?=:|$)/, '127.0.0.1');

/** A host as a URL wants it: an IPv6 address in brackets. May carry `:port`, where an IPv6 address stands in brackets already. */
export const urlHost = (host: string): string => (isIPv6(host) ? `[${host}]` : host);

/** A host as a socket wants it: an IPv6 address without brackets. */
export const socketHost = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');
