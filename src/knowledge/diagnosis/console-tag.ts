import type { LineChannel } from './log-line.ts';

/** Two consoles in one paste: the name that people or their capture programs put in front of each line, in brackets or before a bar, an angle or a colon. */
export const consoleTag = (line: string): { readonly channel: LineChannel; readonly rest: string } | undefined => {
  const [whole, name] =
    /^\s*(?:\[([A-Za-z][\w /-]{1,14})\]|<([A-Za-z]\w{1,10})>|(?<bar>[A-Z][\w-]{1,11}) ?\||(?<mark>[AMC]{1,2}\d{1,2})[>:](?= \S)) ?/.exec(
      line,
    ) ?? [];
  if (whole === undefined) return undefined;
  const tag = (name ?? /<(\w+)>/.exec(whole)?.[1] ?? whole.replace(/[\s|>:]/g, '')).trim();
  const rest = line.slice(whole.length);
  if (/^(?:c?m[47]|m33|cortex[ -]?m\d?|uart ?4|mcu|m-?core)(?:[ -]?(?:uart|console|log))?$/i.test(tag)) return { channel: 'm7', rest };
  if (/^(?:a53|a35|a55|a72|linux|kernel|cortex[ -]?a\d*|uart ?3|console|host)(?:[ -]?(?:uart|console|log))?$/i.test(tag))
    return { channel: 'a53', rest };
  return /^u-?boot$/i.test(tag) ? { channel: 'u-boot', rest } : undefined;
};
