/** Lets the world around the run do what its line says under this name. Resolves when it has happened. */
export const strike = async (name: string): Promise<void> => {
  await fetch(`${process.env.HIL_VERDICTS_STRIKES}${encodeURIComponent(name)}`);
};
