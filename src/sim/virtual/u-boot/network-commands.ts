import { connect, isIPv4 } from 'node:net';
import { crc32 } from 'node:zlib';
import { hex, type UBootCommand, type UBootContext } from './context.ts';
import { fetchByTftp, type Transfer } from './tftp-transfer.ts';

// The network of a virtual board is the host's. Only the DHCP server is part of the model: it gives every board this address.
const leased = { ipaddr: '10.0.2.15', netmask: '255.255.255.0', gatewayip: '10.0.2.2', serverip: '10.0.2.2' };
const leaseMs = 240;
const negotiationMs = 2100;
// What a gigabit port and a TFTP server next to it get through.
const bytesPerMs = 8000;

/** `tftpboot [address] [[host:]path]`. */
const tftpboot: UBootCommand = (args, context) => {
  const [address, path] = args.length === 1 && hex(args[0]) === undefined ? [undefined, args[0]] : args;
  return transfer(address, path, context);
};

const transfer = async (address: string | undefined, named: string | undefined, context: UBootContext): Promise<number> => {
  const { variables, print } = context;
  const to = hex(address ?? variables.get('loadaddr'));
  if (to === undefined) return usage(context, 'tftpboot');
  await upLink(context);
  const [, hostInName, pathInName] = /^([^:]*):(.*)$/.exec(named ?? '') ?? [];
  const host = hostInName ?? variables.get('serverip');
  const path = pathInName ?? named ?? variables.get('bootfile');
  const own = variables.get('ipaddr');
  if (!isAddress(host)) return missing(context, 'serverip');
  if (!isAddress(own)) return missing(context, 'ipaddr');
  const file = path ?? defaultName(own, print);
  print(`Using ${deviceOf(context)} device\nTFTP from server ${host}; our IP address is ${own}\nFilename '${file}'.\n`);
  print(`Load address: 0x${to.toString(16)}\nLoading: *\b`);
  const result = await fetchByTftp({
    host,
    path: file,
    signal: context.life.signal,
    interrupted: context.interrupted,
    onBlock: (number) => {
      if ((number - 1) % 10 === 0) print('#');
    },
    onTimeout: async (certain) => {
      print('T ');
      if (certain) await context.life.sleep(5000);
    },
  });
  return received(result, to, context);
};

const received = async (result: Transfer, to: number, { life, memory, print, variables }: UBootContext): Promise<number> => {
  if ('error' in result) {
    const { code, text } = result.error;
    print(`\nTFTP error: '${text}' (${code})\n${code === 1 || code === 2 ? 'Not retrying...' : 'Starting again\n'}\n`);
    return 1;
  }
  if ('failed' in result) {
    print(result.failed === 'interrupt' ? '\nAbort\n' : '\nRetry count exceeded; starting again\n');
    return 1;
  }
  const { content } = result;
  if (!memory.write(to, content)) {
    print('\nTFTP error: trying to overwrite reserved memory...\n');
    return 1;
  }
  const ms = Math.max(1, Math.ceil(content.length / bytesPerMs));
  await life.sleep(ms);
  const perSecond = (content.length / ms) * 1000;
  const speed = perSecond >= 2 ** 20 ? `${(perSecond / 2 ** 20).toFixed(1)} MiB/s` : `${(perSecond / 1024).toFixed(1)} KiB/s`;
  print(`\n\t ${speed}\ndone\n`);
  if (content.length > 0) {
    print(`Bytes transferred = ${content.length} (${content.length.toString(16)} hex)\n`);
    variables.set('filesize', content.length.toString(16));
    variables.set('fileaddr', to.toString(16));
  }
  return 0;
};

const dhcp: UBootCommand = async (args, context) => {
  const { life, print, variables } = context;
  await upLink(context);
  print('BOOTP broadcast 1\n');
  await life.sleep(leaseMs);
  const { serverip, ...address } = leased;
  for (const [name, value] of Object.entries(address)) variables.set(name, value);
  if (!variables.has('serverip')) variables.set('serverip', serverip);
  print(`DHCP client bound to address ${leased.ipaddr} (${leaseMs} ms)\n`);
  return /^(?:n|f|0)/i.test(variables.get('autoload') ?? '') ? 0 : await tftpboot(args, context);
};

const ping: UBootCommand = async ([host], context) => {
  const { print, variables } = context;
  await upLink(context);
  if (!isAddress(host)) {
    print('*** ERROR: ping address not given\n');
    return 1;
  }
  if (!isAddress(variables.get('ipaddr'))) return missing(context, 'ipaddr');
  print(`Using ${deviceOf(context)} device\n`);
  if (await isThere(host)) {
    print(`host ${host} is alive\n`);
    return 0;
  }
  print(`\nARP Retry count exceeded; starting again\nping failed; host ${host} is not alive\n`);
  return 1;
};

// An echo request takes a raw socket, which only root has: a host that refuses a connection is there as well.
const isThere = (host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port: echoPort });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(unreachableMs, () => end(false));
    socket.once('connect', () => end(true)).once('error', (error: NodeJS.ErrnoException) => end(error.code === 'ECONNREFUSED'));
  });

// RFC 862.
const echoPort = 7;
// Host time: as long as U-Boot waits for one (PINGTIMEOUT of net/ping.c).
const unreachableMs = 10_000;

/** `crc32 [-v] address count [sum]`, as common/hash.c prints it. */
const crc: UBootCommand = (args, context) => {
  const verify = args[0] === '-v';
  const [address, count, sum] = verify ? args.slice(1) : args;
  const [at, size] = [hex(address), hex(count)];
  const bytes = at === undefined || size === undefined ? undefined : context.memory.read(at, size);
  if (!bytes || (verify && !/^[0-9a-f]{8}$/i.test(sum ?? ''))) return usage(context, 'crc32');
  const found = crc32(bytes).toString(16).padStart(8, '0');
  const [from, to] = [at!, at! + size! - 1].map((each) => each.toString(16).padStart(8, '0'));
  const shown = `crc32 for ${from} ... ${to} ==> ${found}`;
  if (!verify) context.print(`${shown}\n`);
  else if (found !== sum!.toLowerCase()) context.print(`${shown} != ${sum!.toLowerCase()} ** ERROR **\n`);
  return verify && found !== sum!.toLowerCase() ? 1 : 0;
};

const isAddress = (text: string | undefined): text is string => text !== undefined && isIPv4(text) && text !== '0.0.0.0';

const missing = ({ print }: UBootContext, name: string): number => {
  print(`*** ERROR: \`${name}' not set\n`);
  return 1;
};

const defaultName = (own: string, print: UBootContext['print']): string => {
  const name = `${own
    .split('.')
    .map((part) => Number(part).toString(16).toUpperCase().padStart(2, '0'))
    .join('')}.img`;
  print(`*** Warning: no boot file name; using '${name}'\n`);
  return name;
};

// Of the ports that U-Boot names, the one that it prefers.
const deviceOf = ({ model }: UBootContext): string =>
  / (\S+) \[PRIME\]/.exec(` ${model.network.uBoot}`)?.[1] ?? /\S+$/.exec(model.network.uBoot)![0];

const linked = new WeakSet<object>();

// Once a boot, since the PHY keeps its link.
const upLink = async (context: UBootContext): Promise<void> => {
  if (linked.has(context.life)) return;
  linked.add(context.life);
  context.print(`${deviceOf(context)} Waiting for PHY auto negotiation to complete`);
  await context.life.sleep(negotiationMs);
  context.print('..... done\n');
};

const usage = ({ print }: UBootContext, name: string): number => {
  print(`${name} - not enough or wrong arguments\n`);
  return 1;
};

/** tftpboot, dhcp, ping, and crc32, which proves what came. */
export const networkCommands: Record<string, UBootCommand> = { tftpboot, tftp: tftpboot, dhcp, ping, crc32: crc };
