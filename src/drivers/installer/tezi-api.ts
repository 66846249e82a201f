import { z } from 'zod';
import { anySignal, boardClock, type Duration, toMs } from '../../core/time.ts';
import { InstallError } from './install-error.ts';

// toradex/qt-tezi, httpapi.cpp; 'unkown' is its own spelling for what it cannot tell.
const states = ['idle', 'scanning', 'installing', 'installed', 'aborted', 'failed', 'unkown'] as const;
export type TeziState = (typeof states)[number];
const statusAnswer = z.looseObject({ status: z.enum(states) });

// In host time.
const answerWithinMs = 10_000;
const pauseMs = 1000;

/** The HTTP interface of Toradex Easy Installer. */
export class TeziApi {
  readonly #base: string;
  constructor(base: string) {
    this.#base = base;
  }

  /** What it does now. Throws InstallError where it does not answer or says something else. */
  async state(signal: AbortSignal): Promise<TeziState> {
    const text = await this.#ask('/status', { method: 'GET' }, signal);
    const answer = statusAnswer.safeParse(jsonOf(text));
    if (answer.success) return answer.data.status;
    throw new InstallError(`${this.#base}/status answers with no status of Toradex Easy Installer`, { evidence: [text.slice(0, 200)] });
  }

  /** Begins to install. That it takes the request says nothing yet: it answers 200 before it has fetched anything. */
  async install(url: string, signal: AbortSignal): Promise<void> {
    const body = JSON.stringify({ image_url: url, accept_all_licenses: true });
    await this.#ask('/images', { method: 'POST', body, headers: { 'content-type': 'application/json' } }, signal);
  }

  /** Resolves once it answers and is ready to install. Throws InstallError when `within` is over. */
  async untilReady(within: Duration, signal: AbortSignal): Promise<void> {
    const overdue = AbortSignal.timeout(toMs(within));
    let last: unknown = new InstallError('nothing answers yet');
    while (!overdue.aborted) {
      const state = await this.state(anySignal(signal, overdue)).catch((cause: unknown) => {
        signal.throwIfAborted();
        if (!overdue.aborted) last = cause;
      });
      if (state === 'idle' || state === 'scanning') return;
      if (state !== undefined) last = new InstallError(`it says '${state}'`);
      await boardClock().sleep(pauseMs, signal);
    }
    throw new InstallError(`Toradex Easy Installer is not ready at ${this.#base} within ${within}: ${(last as Error).message}`, {
      cause: last,
      remedy: 'look at the A53 console: whether the installer came up, and which address it has',
    });
  }

  async #ask(path: string, init: RequestInit, signal: AbortSignal): Promise<string> {
    const late = AbortSignal.timeout(answerWithinMs);
    let response: Response;
    try {
      response = await fetch(`${this.#base}${path}`, { ...init, signal: anySignal(signal, late) });
      const text = await response.text();
      if (response.ok) return text;
    } catch (cause) {
      signal.throwIfAborted();
      throw new InstallError(`Toradex Easy Installer does not answer at ${this.#base}: ${reasonOf(cause)}`, { cause });
    }
    throw new InstallError(`Toradex Easy Installer refused ${init.method} ${path} with status ${response.status}`, {
      remedy: 'it takes an image only while it is idle: somebody else may install, or an image installs itself (autoinstall)',
    });
  }
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const reasonOf = (cause: unknown): string => {
  const { cause: inner, message } = cause as Error;
  return (inner as NodeJS.ErrnoException | undefined)?.code ?? message;
};
