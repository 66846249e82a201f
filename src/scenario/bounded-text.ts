// Longer than any message that people read; what a test library compares may be a whole output.
const most = 16_384;

/** The beginning and the end of a text of any length, with what is left out between them told. */
export const boundedText = (text: string): string => {
  if (text.length <= most) return text;
  const half = most / 2;
  return `${text.slice(0, half)}\n[${text.length - most} characters left out]\n${text.slice(-half)}`;
};
