import { z } from 'zod';
import { type ByteStream, type ConsoleName, consoleNames } from '../../core/console.ts';
import type { Driver } from '../../core/driver.ts';
import { PortEvents } from '../console/port-events.ts';
import { tcpConsole } from '../console/tcp-port.ts';
import type { HeldPlace } from './held-place.ts';
import { PlaceError } from './place-error.ts';
import { type ConsoleNames, serialPort } from './serial-port.ts';

const schema = z.strictObject({ place: z.string(), console: z.enum(consoleNames) });

/** A UART that an exporter of labgrid serves. It is lost when its connection ends, and when the place is no longer ours. */
export const placeConsole = (place: HeldPlace, console: ConsoleName, names: ConsoleNames): Driver<ByteStream> => ({
  driver: 'labgrid',
  settings: { place: place.name, console },
  schema,
  wires: () => [],
  async connect(context) {
    const { part, endpoint } = await serialPort(place, console, names, context.signal);
    const stream = await tcpConsole(endpoint)
      .connect(context)
      .catch(async (cause: Error) => {
        throw await place.explain(cause, context.signal);
      });
    place.use(part);
    return new PlaceConsole(place, stream);
  },
});

class PlaceConsole implements ByteStream {
  readonly #events = new PortEvents();
  readonly #stream: ByteStream;

  constructor(place: HeldPlace, stream: ByteStream) {
    this.#stream = stream;
    place.onLost((error) => this.#fail(error));
    // The coordinator may know better why a port closed; it learns it at about the same time.
    stream.onLost((error) => void place.explain(error).then((reason) => this.#fail(reason)));
  }

  async write(data: Uint8Array): Promise<void> {
    if (this.#events.gone) throw this.#events.gone;
    await this.#stream.write(data);
  }

  onData(listener: (chunk: Uint8Array) => void): void {
    this.#stream.onData(listener);
  }

  onLost(listener: (error: Error) => void): void {
    this.#events.onLost(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#events.close(new PlaceError('the console of the labgrid place is closed'));
    await this.#stream[Symbol.asyncDispose]();
  }

  // By now the UART may be in somebody else's hands.
  #fail(error: Error): void {
    this.#events.fail(error);
    void this.#stream[Symbol.asyncDispose]();
  }
}
