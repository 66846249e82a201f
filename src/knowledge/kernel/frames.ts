import { mendedSymbol } from './common-symbols.ts';

/** What one line of a report's body says about where the kernel was. */
export type Point =
  /** `place` is offset and size within the function: the same for the same instruction. */
  | { readonly what: 'pc' | 'fn'; readonly name: string; readonly place: string }
  | { readonly what: 'maybe'; readonly maybe: string; readonly place: string }
  | { readonly what: 'trace' | 'cpu' | 'interrupt' | 'interrupted' | 'chain' | 'other' };

/** Reads a program counter, a frame or a mark from a body line; undefined when it holds none. Unreliable frames (`? fn`) count as none. */
export const pointIn = (text: string): Point | undefined => {
  const name = text.includes('+0x') ? (pc.exec(text) ?? frame.exec(text) ?? armFrame.exec(text)) : null;
  if (name) {
    const at = place.exec(text)?.[0] ?? '';
    if (unreliable.test(text)) return { what: 'maybe', maybe: name[1]!, place: at };
    return { what: pc.test(text) ? 'pc' : 'fn', name: mendedSymbol(name[1]!), place: at };
  }
  const mark = marks.find(([pattern]) => pattern.test(text));
  if (mark) return { what: mark[1] };
  const inline = inlined.exec(text);
  return inline ? { what: 'fn', name: inline[1]!, place: '' } : undefined;
};

const place = /\+0x[\da-f]+\/0x[\da-f]+/;
const address = String.raw`(?:\(?\[?<?(?:0x)?[\da-f]{8,16}(?![\da-f])>?\]?\)? *)*`;
const symbol = String.raw`\.?([A-Za-z_][\w.$]*)\+0x[\da-f]+`;
// x86 RIP/EIP/IP, arm64 and loongarch pc, arm PC, riscv and mips epc, powerpc NIP.
const pc = new RegExp(
  String.raw`^(?:[RE]?IP(?: is at)?:? *(?:[\da-f]{4}:)?|pc ?: |PC is at |e?pc *:? +|ERA: +|NIP:? +)${address}${symbol}`,
);
const frame = new RegExp(String.raw`^(?:<[\w/]+> +)*(?:[\da-f]+: *)?${address}(?:\? )?\(?${symbol}`);
/** arch/arm prints the pair `(callee) from (caller+offset)`. */
const armFrame = new RegExp(String.raw`^${address}\(?([A-Za-z_][\w.$]*)\)? from `);
const unreliable = new RegExp(String.raw`^(?:<[\w/]+> +)*${address}\? `);
const inlined = /^([A-Za-z_]\w*) \S+\.[chS]:\d+ \[inline\]/;
const marks: readonly (readonly [RegExp, 'trace' | 'cpu' | 'interrupt' | 'interrupted' | 'chain' | 'other'])[] = [
  [/^(?:<\w+> )?(?:Call [Tt]race:|(?:stack )?[Bb]acktrace:)/, 'trace'],
  [/^(?:NMI backtrace for cpu|Task dump for CPU|Sending NMI|task:\S+ +state:)/, 'cpu'],
  [/^<IRQ>/, 'interrupt'],
  [/^(?:<\/IRQ>|<EOI>)/, 'interrupted'],
  [/^-> #\d/, 'chain'],
  [
    /^(?:Allocated by|Freed by|Last potentially related|Second to last|Uninit was|The buggy|Memory state|(?:first|second) lock|CPU0 +CPU1)/,
    'other',
  ],
];
