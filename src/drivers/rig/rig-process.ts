import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { childEnvironment } from '../../core/child-environment.ts';
import { PortError } from '../../core/errors.ts';
import type { OwnModule } from '../../core/own-module.ts';
import { untilAborted } from '../../core/time.ts';

export interface RigProcessOptions {
  /** In words, such as 'the virtual board'. */
  readonly name: string;
  /** Its first line on standard output that is JSON has its endpoints; it ends when its standard input closes. */
  readonly main: OwnModule;
  readonly args: readonly string[];
  readonly nodeFlags?: readonly string[];
  /** Host milliseconds that its end may take. */
  readonly endsWithinMs: number;
  readonly signal: AbortSignal;
}

export interface RigProcess<Endpoints> extends AsyncDisposable {
  readonly endpoints: Endpoints;
}

/** Starts the process that carries a simulated board and waits for its endpoints. Throws PortError with what it said when it does not come up. */
export const startRigProcess = async <Endpoints>(options: RigProcessOptions): Promise<RigProcess<Endpoints>> => {
  const { main, args, nodeFlags = [], endsWithinMs, signal } = options;
  const child = spawn(process.execPath, [...nodeFlags, ...main.command, ...args], {
    env: childEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
    // A session of its own: Ctrl-C on the terminal is for the runner, which still needs the board to end in good order.
    detached: true,
  });
  const line = await untilAborted(firstLine(child, options.name), signal).catch((cause) => {
    child.kill('SIGKILL');
    throw cause;
  });
  return { endpoints: JSON.parse(line) as Endpoints, [Symbol.asyncDispose]: () => stop(child, endsWithinMs) };
};

const firstLine = (child: ChildProcess, name: string): Promise<string> => {
  let stdout = '';
  let stderr = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000);
  });
  return new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new PortError(`the process of ${name} cannot be started`, { cause })));
    child.once('exit', (code) =>
      reject(
        new PortError(`the process of ${name} ended with exit code ${code} before it was ready`, {
          evidence: stderr.split('\n').filter(Boolean),
        }),
      ),
    );
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      // What NODE_OPTIONS has Node load first may print lines of its own.
      const [line] = /^\{.*(?=\n)/m.exec(stdout) ?? [];
      if (line !== undefined) resolve(line);
    });
  });
};

// The process ends when its standard input closes, so an orphan cannot outlive a runner that was killed.
const stop = async (child: ChildProcess, withinMs: number): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.stdin!.end();
  const impatience = setTimeout(() => child.kill('SIGKILL'), withinMs);
  await gone;
  clearTimeout(impatience);
};
