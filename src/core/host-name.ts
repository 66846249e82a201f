/** One name for one host in the names of wires: `localhost`, `[::1]` and `127.0.0.1` are the same, and so is `Relay.lab` in capitals or not. May carry `:port`. */
export const hostName = (host: string): string => host.toLowerCase().replace(/^(localhost|\[::1\]|::1)(?=:|$)/, '127.0.0.1');
