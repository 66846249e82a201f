/** Why a scenario went as it did, as far as its part of the journal tells. */
export interface ScenarioDiagnosis {
  /** unknown: no known cause fits; `ruledOut` is then all that can be said. */
  readonly verdict: 'found' | 'unknown';
  /** The likeliest first; consequences and advice behind causes. */
  readonly causes: readonly ScenarioCause[];
  /** Sentences, each with the line it stands on. */
  readonly ruledOut: readonly string[];
  /** What to try when the cause is unproven. */
  readonly nextExperiment?: string;
}

export interface ScenarioCause {
  /** Of the row in the table of causes; stable. */
  readonly id: number;
  readonly name: string;
  readonly cause: string;
  readonly confidence: 'certain' | 'likely' | 'possible';
  /** Quoted lines with channel and time; never empty. */
  readonly evidence: readonly string[];
  /** How to be sure, one sentence each. */
  readonly confirm: readonly string[];
  readonly fix: string;
}
