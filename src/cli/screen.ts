type Write = NodeJS.WriteStream['write'];

let lost: NodeJS.ErrnoException | undefined;

/** Why standard output takes nothing any more: its reader, terminal or disk is gone. Undefined while it does. */
export const screenLoss = (): NodeJS.ErrnoException | undefined => lost;

/** From now on a screen that goes away (`| head`, a closed terminal, a full disk) costs what it would have shown, and not the process. */
export const outliveScreen = (streams: readonly NodeJS.WriteStream[] = [process.stdout, process.stderr]): void => {
  for (const stream of streams) outlive(stream, stream === process.stdout);
};

const outlive = (stream: NodeJS.WriteStream, isOutput: boolean): void => {
  let isGone = false;
  const gone = (error: NodeJS.ErrnoException): void => {
    isGone = true;
    if (isOutput) lost ??= error;
  };
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  stream.on('error', gone);
  stream.write = ((...args: unknown[]): boolean => {
    try {
      // A file takes its bytes in this call, and throws.
      if (!isGone) return write(...args);
    } catch (error) {
      gone(error as NodeJS.ErrnoException);
    }
    const done = args.findLast((arg) => typeof arg === 'function') as (() => void) | undefined;
    done?.();
    return true;
  }) as Write;
};
