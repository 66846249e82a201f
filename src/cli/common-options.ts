/** What every command gets: where the lab file is. */
export interface Common {
  readonly config: string;
}
