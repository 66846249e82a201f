import { z } from 'zod';
import type { Driver } from '../../core/driver.ts';
import { PortError } from '../../core/errors.ts';
import type { ModelNoteSource, NumberedNote, SimulatedPace } from '../../core/model-limit.ts';

const schema = z.strictObject({ host: z.string().min(1), port: z.int().min(1).max(65_535) });

const by = z.enum(['m7', 'linux', 'u-boot']);
const limit = z.strictObject({
  by,
  kind: z.enum(['instruction', 'register', 'interrupt', 'command', 'effect', 'pace']),
  name: z.string(),
  address: z.number().optional(),
  access: z.enum(['read', 'write']).optional(),
  pc: z.number().optional(),
  fatal: z.boolean(),
});
const place = { sequence: z.int(), times: z.int(), at: z.number() };
const notes = z.array(
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('limit'), limit, ...place }),
    z.strictObject({ kind: z.literal('mishap'), by, sentence: z.string(), ...place }),
  ]),
);

const core = z.enum(['held', 'executing', 'waiting', 'lockup', 'gated', 'wedged']).optional();
const pace = z.strictObject({ awakeSince: z.number(), boardMs: z.number().optional(), coreMs: z.number(), core });

// In wall time, of a process on this host that answers between two slices of its work.
const answerWithinMs = 10_000;

/** The notes of a simulated board, and how it keeps up, over its control endpoint: GET /limits?after=N, GET /pace?since=T. */
export const modelNotes = (address: { readonly host: string; readonly port: number }): Driver<ModelNoteSource> => ({
  driver: 'model-notes',
  settings: address,
  schema,
  wires: () => [],
  async connect({ signal }) {
    const base = `http://${address.host}:${address.port}`;
    return {
      after: async (sequence) =>
        (await ask(`${base}/limits?after=${sequence}`, notes, 'what it met that is not modelled', signal)) as readonly NumberedNote[],
      pace: async (since) => (await ask(`${base}/pace?since=${since}`, pace, 'whether it keeps up with its time', signal)) as SimulatedPace,
      [Symbol.asyncDispose]: async () => {},
    };
  },
});

const ask = async <T>(url: string, answer: z.ZodType<T>, what: string, signal: AbortSignal): Promise<T> => {
  const late = AbortSignal.timeout(answerWithinMs);
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, late]) });
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    return answer.parse(await response.json());
  } catch (cause) {
    signal.throwIfAborted();
    throw new PortError(`the simulated board does not tell ${what}`, {
      cause,
      evidence: [cause instanceof Error ? cause.message : String(cause)],
      remedy: 'without it a limit of the model cannot be told from a failure of the product: run again',
    });
  }
};
