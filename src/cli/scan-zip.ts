import { Unzip, type UnzipDecoder, type UnzipFile, UnzipInflate } from 'fflate';
import { DamagedError, type LogPart, nameWithin, UnreadableError } from './scan-part.ts';

/** Of what is packed so much is unpacked at once: a thousandfold of it is still little. */
const pieceSize = 16_384;
const deflated = 8;

/**
 * The logs of a zip, one after the other, while it is read: of no size are they held as a whole. Throws UnreadableError for one that is locked by a
 * password.
 */
export async function* logsInZip(archive: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LogPart> {
  const ready: LogPart[] = [];
  const unzip = new Unzip((file) => {
    if (!file.name.endsWith('/')) read(unzip, file, nameWithin(archive, file.name), (part) => ready.push(part));
  });
  unzip.register(UnzipInflate);
  let isFirst = true;
  const push = (piece: Uint8Array, final: boolean): Error | undefined => {
    try {
      unzip.push(piece, final);
      return undefined;
    } catch (cause) {
      return new DamagedError('damaged zip', { cause });
    }
  };
  for await (const chunk of chunks) {
    // The first bit of the flags of a file's header.
    if (isFirst && (chunk[6] ?? 0) & 1) throw new UnreadableError(`${archive} is locked by a password: unzip it and name its logs`);
    isFirst = false;
    for (let at = 0; at < chunk.length; at += pieceSize) {
      const damage = push(chunk.subarray(at, at + pieceSize), false);
      yield* ready.splice(0);
      if (damage) throw damage;
    }
  }
  const damage = push(new Uint8Array(0), true);
  yield* ready.splice(0);
  if (damage) throw damage;
}

const read = (unzip: Unzip, file: UnzipFile, log: string, tell: (part: LogPart) => void): void => {
  if (file.compression !== 0 && file.compression !== deflated) unzip.register(skipping(log, file.compression));
  let isOver = false;
  const end = (problem: UnreadableError | DamagedError | undefined): void => {
    if (!isOver) tell({ log, problem });
    isOver = true;
  };
  file.ondata = (error, bytes, final) => {
    if (error) end(error instanceof UnreadableError ? error : new DamagedError('damaged', { cause: error }));
    else if (!isOver && bytes.length > 0) tell({ log, bytes });
    if (final) end(undefined);
  };
  file.start();
};

/** Takes what is packed in a way that nobody here unpacks, which otherwise would be kept. */
const skipping = (log: string, compression: number): { new (): UnzipDecoder; compression: number } =>
  class implements UnzipDecoder {
    static readonly compression = compression;
    ondata: UnzipDecoder['ondata'] = () => {};

    push(_: Uint8Array, final: boolean): void {
      this.ondata(
        new UnreadableError(`${log} is packed by method ${compression} of zip: unzip it and name its logs`) as never,
        new Uint8Array(0),
        final,
      );
    }
  };
