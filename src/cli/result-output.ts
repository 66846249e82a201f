type Write = NodeJS.WriteStream['write'];

/**
 * Where the result of a command goes. Of one that is for programs (`isForPrograms`) nothing else does from now on: what code of the lab prints there, by
 * `console.log` or by itself, is for people, and comes on standard error.
 */
export const resultOutput = (isForPrograms: boolean): ((text: string) => void) => {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout) as (text: string) => boolean;
  if (isForPrograms) stdout.write = ((...args: Parameters<Write>) => stderr.write(...args)) as Write;
  return (text) => void write(text);
};
