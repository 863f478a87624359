/** One benchmark: what runs, how many operations that is, and a checksum that proves the work was done. */
export interface BenchTask {
  readonly name: string;
  /** Singular, such as `event` or `request`. */
  readonly unit: string;
  readonly operations: number;
  readonly run: () => void;
  readonly checksum: () => string;
}
