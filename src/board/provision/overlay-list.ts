import type { OverlayNeed } from '../../core/scenario.ts';

/** The overlays that an overlays.txt names, in their order; U-Boot imports it as text, so that the last line for a variable counts. */
export const overlaysIn = (text: string): readonly string[] =>
  (lineIn(text) ?? '')
    .replace(/^[^=]*=/, '')
    .split(/\s+/)
    .filter(Boolean);

/** The same file with these overlays; comments and other variables stay. */
export const withOverlays = (text: string, overlays: readonly string[]): string => {
  const line = lineIn(text);
  const now = `fdt_overlays=${overlays.join(' ')}`;
  if (line === undefined) return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${now}\n`;
  const at = text.lastIndexOf(line);
  return `${text.slice(0, at)}${now}${text.slice(at + line.length)}`;
};

const lineIn = (text: string): string | undefined => text.match(/^[ \t]*fdt_overlays[ \t]*=.*$/gm)?.at(-1);

export const fileOfOverlay = (name: string): string => `hil-${name}.dtbo`;

/** What must stand there for this need, from what stood there before anything was changed. `hmp`: the file of the HMP overlay. */
export const wantedOverlays = (original: readonly string[], need: OverlayNeed | undefined, hmp: string): readonly string[] => {
  if (need === undefined) return original;
  if (need === 'hmp') return original.includes(hmp) ? original : [...original, hmp];
  const others = original.filter((name) => name !== hmp);
  if (need === 'none') return others;
  return [...others, ...(need.hmp ? [hmp] : []), ...need.files.map(fileOfOverlay)];
};
