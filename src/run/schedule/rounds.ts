/** The id of a scenario in one of several rounds, from 1. */
export const roundId = (id: string, round: number): string => (round === 1 ? id : `${id} #${round}`);
