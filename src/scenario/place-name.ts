/** How a scenario is named in the order of a run: unique, unlike its name alone. */
export const placeName = (file: string, fullTestName: string): string => JSON.stringify([file, fullTestName]);
