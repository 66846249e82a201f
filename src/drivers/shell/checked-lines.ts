import type { CheckSum } from '../../core/check-sum.ts';
import { shellQuote } from '../../core/shell.ts';

// busybox ash takes 1024 characters a line (FEATURE_EDITING_MAX_LEN), a terminal in canonical mode 4095.
const pieceLength = 700;

// Who logs in may have `rm -i`, `ls --color=always` or `cat -n` by the name of the program alone, and `set -e` or `set -x`: over SSH nobody has, and lines typed
// behind this one have not. An alias is replaced when a line is read, so that this is a line before them.
const asNew = String.raw`{ \unalias -a; set +aCefuvx; unset IFS; } 2>/dev/null || :`;

/** A script as it is typed on a terminal: the shell evaluates it only where its check sum says that every character arrived. */
export interface CheckedScript {
  /** Nothing runs before the last one. */
  readonly lines: readonly string[];
  /** Said in place of running it, with the check sum of what arrived; without one where the system has no such program. */
  readonly damaged: RegExp;
}

/** `id`: of this script alone. `taken`: a word that is said, twice, just before it runs; as it is typed, so that its echo is not it. */
export const checkedScript = (script: string, id: string, taken: string, sum: CheckSum): CheckedScript => {
  const text = printfEscaped(script);
  const pieces = Array.from({ length: Math.ceil(text.length / pieceLength) }, (_, index) =>
    text.slice(index * pieceLength, (index + 1) * pieceLength),
  );
  const assignments = pieces.map((piece, index) => `${index === 0 ? `${asNew}; HIL=` : 'HIL="$HIL"'}${shellQuote(piece)}`);
  const isWhole = `[ "$HILC" = ${sum.of(Buffer.from(script))} ]`;
  const decode = 'printf %b "$HIL"';
  const last = `HILC=$(${decode} | ${sum.program}); HILC=\${HILC%% *}; ${isWhole} && echo ${taken} && echo ${taken}; ${isWhole} && eval "$(${decode})"; ${isWhole} || echo hil-''x-${id} $HILC`;
  return { lines: [...assignments, last], damaged: new RegExp(`hil-x-${id}(?<damaged>[\\da-f -]*)\\n`) };
};

// Tabs, line endings and other control characters mean something to a terminal, so none is typed.
const printfEscaped = (command: string): string =>
  [...Buffer.from(command)]
    .map((byte) => {
      if (byte === 0x5c) return '\\\\';
      return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\0${byte.toString(8).padStart(3, '0')}`;
    })
    .join('');
