/** A core that Linux offers in /sys/class/remoteproc. */
export interface ListedCore {
  /** Such as remoteproc0. */
  readonly node: string;
  /** As its driver names it. */
  readonly name: string;
}

/** A command that never fails, whose answer `coresIn` reads. */
export const coresQuestion =
  'for core in /sys/class/remoteproc/remoteproc*; do test -e "$core/name" && echo "core $(basename "$core") $(cat "$core/name")"; done; true';

/** In the order of the class folder. */
export const coresIn = (answer: string): ListedCore[] =>
  [...answer.matchAll(/^core (\S+) (.*)$/gm)].map(([, node, name]) => ({ node: node!, name: name!.trim() }));

/** imx_rproc names its cores so; the DSP's driver says imx-dsp-rproc. */
export const isM7 = ({ name }: ListedCore): boolean => /^imx-?_?rproc$|cm[47]|m[47]/i.test(name);

export const coreText = ({ node, name }: ListedCore): string => `${node} is ${name}`;
