/** What a promise rejects with; an error of its own when it does not. */
export const rejection = async (
  promise: Promise<unknown>,
): Promise<Error & { readonly evidence?: readonly string[]; readonly remedy?: string }> => {
  const settled = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in settled) return settled.error as Error;
  throw new Error(`expected a rejection, got ${JSON.stringify(settled.value)}`);
};
