/** The wall clock, so that tests can move it. */
export interface Clock {
  /** Epoch ms. */
  readonly now: () => number;
}
