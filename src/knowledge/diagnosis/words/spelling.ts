/** English as people type it in a hurry, with the spelling that the patterns know. */
const spellings: readonly (readonly [RegExp, string])[] = [
  [/\bcant\b/gi, "can't"],
  [/\bwont\b/gi, "won't"],
  [/\b(do|does|did|is|are|was|were|has|have|had|would|could|should)(?: ?nt| n't|'nt)\b/gi, "$1n't"],
  [/\bcan not\b/gi, 'cannot'],
  [/\b(?:u[ _]boot|das u-?boot)\b/gi, 'U-Boot'],
  [/\bkernal\b/gi, 'kernel'],
  [/\bdiss?ap+l?ear/gi, 'disappear'],
  [/\bdevicetree\b/gi, 'device tree'],
  [/\bstuck(?:ing|s|ed)\b/gi, 'stuck'],
  [/\bremote[- ]proc\b/gi, 'remoteproc'],
  [/\brp[- ]msg\b/gi, 'rpmsg'],
  [/\b(c?m)-([47])\b/gi, '$1$2'],
  [/\bcortex[- ]?m[- ]?(\d)/gi, 'Cortex-M$1'],
  [/\b(?:reciev|receiv)e?(s|d|ing)?\b/gi, 'receive$1'],
  [/\b(?:succes+fuly|sucess?fully|succesfully)\b/gi, 'successfully'],
];

export const spelledOut = (text: string): string => spellings.reduce((rest, [pattern, usual]) => rest.replace(pattern, usual), text);
