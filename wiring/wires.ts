import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcess, socat, until } from '../src/drivers/testing/pty.ts';
import { freePort, ser2net } from '../src/drivers/testing/wires.ts';
import { Strikes } from '../verdicts/strikes.ts';
import { type Address, Loopback } from '../verdicts/wires/loopback.ts';
import { type RelayFault, startRelayWire } from '../verdicts/wires/relay-wire.ts';
import { type SshFault, startSshWire } from '../verdicts/wires/ssh-wire.ts';
import type { UartFault } from '../verdicts/wires/uart-fault.ts';
import { startUartWire } from '../verdicts/wires/uart-wire.ts';

/** Whatever a wiring puts between a board and a lab file, gone with it. */
export class Wires implements AsyncDisposable {
  readonly #open: AsyncDisposable[] = [];
  #strikes: Strikes | undefined;

  /** A terminal server in front of a UART, with faults that are there from the beginning. */
  async uart(far: Address, ...faults: readonly UartFault[]): Promise<Address> {
    const strikes = await this.#always();
    return near(this.#keep(await startUartWire({ far: () => far, faults, strikes, seed: 7, onLine: () => {} })));
  }

  async relay(own: Address, neighbour: Address, ...faults: readonly RelayFault[]): Promise<Address> {
    return near(this.#keep(await startRelayWire({ own, neighbour, faults, strikes: await this.#always() })));
  }

  async ssh(own: Address, neighbour: Address, ...faults: readonly SshFault[]): Promise<Address> {
    return near(this.#keep(await startSshWire({ own, neighbour, faults, strikes: await this.#always(), seed: 7 })));
  }

  /** A line on which bytes from the board become others. */
  async changing(far: Address, change: (bytes: Buffer) => Buffer): Promise<Address> {
    return this.joined(far, (board, from) => {
      board.on('data', (bytes) => from.write(change(bytes as Buffer)));
      from.on('data', (bytes) => board.write(bytes));
    });
  }

  /** An adapter that is plugged into nothing and brings back what it sends. */
  loopback(): Promise<Address> {
    return this.#serve((socket) => void socket.pipe(socket));
  }

  /** Says one line again and again, whatever it hears. */
  saying(line: string): Promise<Address> {
    return this.#serve((socket) => {
      const timer = setInterval(() => socket.write(line), 200);
      socket.on('close', () => clearInterval(timer));
      socket.resume();
    });
  }

  /** A terminal server that brings back what is typed, beside what the board says. */
  localEcho(far: Address): Promise<Address> {
    return this.joined(far, (board, from) => {
      board.on('data', (bytes) => from.write(bytes as Buffer));
      from.on('data', (bytes) => {
        from.write(bytes);
        board.write(bytes);
      });
    });
  }

  /** A relay that answers in its own way. `ask`: what the relay behind it answers to the same request. */
  async relayThat({ host, port }: Address, answer: (ask: () => Promise<string>, body: string) => Promise<string>): Promise<Address> {
    const server = createHttpServer((request, response) => {
      void (async () => {
        const body = Buffer.concat((await request.toArray()) as Buffer[]).toString();
        const ask = async (): Promise<string> => (await fetch(`http://${host}:${port}${request.url}`, { method: 'POST', body })).text();
        response.writeHead(200, { 'content-type': 'application/json' }).end(await answer(ask, body));
      })().catch(() => response.destroy());
    });
    return near(this.#keep(await new Loopback(server).listen()));
  }

  /** A button of the carrier board that is stuck, or a bridge in its place. */
  async pulled({ host, port }: Address, pin: 'reset' | 'recovery'): Promise<void> {
    const pull = (isPulled: boolean): Promise<unknown> =>
      fetch(`http://${host}:${port}/pins`, { method: 'POST', body: JSON.stringify({ pin, pulled: isPulled }) });
    await pull(true);
    this.#open.push({ [Symbol.asyncDispose]: async () => void (await pull(false)) });
  }

  /** Takes connections and never says a word, like a host behind a wall. */
  mute(): Promise<Address> {
    return this.#serve(() => {});
  }

  /** Somebody else's terminal on the same line: what they type comes as soon as the board waits at its prompt. */
  async typist(far: Address, prompt: string, keys: string): Promise<Address> {
    return this.joined(far, (board, from) => {
      let seen = '';
      board.on('data', (bytes) => {
        from.write(bytes as Buffer);
        seen = (seen + (bytes as Buffer).toString('latin1')).slice(-200);
        if (!seen.includes(prompt)) return;
        seen = '';
        setTimeout(() => board.write(keys), 20);
      });
      from.on('data', (bytes) => board.write(bytes));
    });
  }

  /** One outlet that feeds two boards. */
  async bothRelays(first: Address, second: Address): Promise<Address> {
    const server = createHttpServer((request, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const ask = async ({ host, port }: Address): Promise<string> =>
          (await fetch(`http://${host}:${port}${request.url}`, { method: 'POST', body: Buffer.concat(chunks) })).text();
        await ask(second);
        response.writeHead(200, { 'content-type': 'application/json' }).end(await ask(first));
      })().catch(() => response.destroy());
    });
    return near(this.#keep(await new Loopback(server).listen()));
  }

  /** A pseudo terminal in place of a USB adapter. */
  async pty({ host, port }: Address): Promise<string> {
    const dir = await this.#folder();
    const path = join(dir, 'uart');
    this.#program(spawn(socat, [`PTY,link=${path},raw,echo=0`, `TCP:${host}:${port}`], { stdio: 'ignore' }));
    await until(() => existsSync(path));
    return path;
  }

  /** The real ser2net on a pseudo terminal. `accepter`: such as `telnet(rfc2217),tcp`; `options`: one more line of YAML. */
  async ser2net(far: Address, accepter: string, options = ''): Promise<Address> {
    const path = await this.pty(far);
    const port = await freePort();
    const dir = await this.#folder();
    const config = join(dir, 'ser2net.yaml');
    await writeFile(
      config,
      `connection: &uart\n  accepter: ${accepter},127.0.0.1,${port}\n  connector: serialdev,${path},115200n81,local\n${options && `  options:\n    ${options}\n`}`,
    );
    this.#program(spawn(ser2net, ['-n', '-c', config, '-P', join(dir, 'pid')], { stdio: 'ignore' }));
    await until(() => isListening(port));
    return { host: '127.0.0.1', port };
  }

  /** A program of this host that has a serial port open. */
  async reader(path: string): Promise<void> {
    this.#program(spawn('sh', ['-c', `exec 3<>"${path}"; exec sleep 600`], { stdio: 'ignore' }));
    await new Promise((resolve) => setTimeout(resolve, 300));
  }

  /** Held until the end, such as by somebody else. */
  async connection({ host, port }: Address): Promise<Socket> {
    const socket = connect(port, host).on('error', () => {});
    await once(socket, 'connect');
    this.#open.push({ [Symbol.asyncDispose]: async () => void socket.destroy() });
    return socket.resume();
  }

  /** Greets whoever connects, as another service of a host does. */
  greeting(text: string): Promise<Address> {
    return this.#serve((socket) => void socket.resume().write(text));
  }

  atEnd(undo: () => void): void {
    this.#open.push({ [Symbol.asyncDispose]: async () => undo() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const part of this.#open.splice(0).reverse()) await part[Symbol.asyncDispose]();
    await this.#strikes?.[Symbol.asyncDispose]();
  }

  async #always(): Promise<Strikes> {
    this.#strikes ??= await Strikes.start();
    return this.#strikes;
  }

  /** `wire`: what joins the UART of the board and whoever connects. */
  joined(far: Address, wire: (board: Socket, from: Socket) => void): Promise<Address> {
    return this.choosing(() => far, wire);
  }

  /** `far`: the UART to which the next connection leads. */
  choosing(far: () => Address, wire: (board: Socket, from: Socket) => void): Promise<Address> {
    return this.#serve((from, server) => {
      const { host, port } = far();
      const board = server.keep(connect(port, host));
      wire(board, from);
      from.once('close', () => board.destroy());
      board.once('close', () => from.destroy());
    });
  }

  async #serve(join: (socket: Socket, server: Loopback) => void): Promise<Address> {
    const server: Loopback = new Loopback(createServer((socket) => join(socket, server)));
    return near(this.#keep(await server.listen()));
  }

  #keep<T extends AsyncDisposable>(part: T): T {
    this.#open.push(part);
    return part;
  }

  #program(child: ChildProcess): void {
    this.#open.push({ [Symbol.asyncDispose]: () => endProcess(child) });
  }

  async #folder(): Promise<string> {
    const dir = await mkdtemp(join(tmpdir(), 'hil-wiring-'));
    this.#open.push({ [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) });
    return dir;
  }
}

const near = ({ port }: { readonly port: number }): Address => ({ host: '127.0.0.1', port });

const isListening = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  const up = await new Promise<boolean>((resolve) => socket.once('connect', () => resolve(true)).once('error', () => resolve(false)));
  socket.destroy();
  return up;
};
