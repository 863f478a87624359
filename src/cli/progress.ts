/**
 * One line on a terminal that tells how far the experiment is, how fast it goes and when it will end. Where stderr is
 * no terminal, nothing is drawn.
 */
import type { Progress } from '../experiment/executor.ts';
import type { Terminal } from './terminal.ts';

const REDRAW_MS = 100;
const BAR_CELLS = 16;
const MAX_COLUMNS = 80;
const CLEAR_LINE = '\r\u001B[2K';

export interface ProgressBar {
  readonly update: (progress: Progress) => void;
  /** Removes the line. */
  readonly clear: () => void;
}

/**
 * @param requestsPerJob - how many requests a job is expected to simulate, warm-up included
 * @param now - a clock in milliseconds
 */
export function progressBar(terminal: Terminal, requestsPerJob: number, now: () => number): ProgressBar {
  if (!terminal.interactive) return { update: () => undefined, clear: () => undefined };
  const startMs = now();
  let drawnMs = -Infinity;
  return {
    update: (progress) => {
      const timeMs = now();
      if (timeMs - drawnMs < REDRAW_MS) return;
      drawnMs = timeMs;
      const line = progressLine(progress, requestsPerJob, timeMs - startMs);
      // A line that wraps could not be drawn over.
      const fitting = line.slice(0, Math.min(terminal.columns, MAX_COLUMNS) - 1);
      terminal.err(CLEAR_LINE + fitting);
    },
    clear: () => {
      if (drawnMs > -Infinity) terminal.err(CLEAR_LINE);
    },
  };
}

/** `[██████··········]  40 %  3/10 done  4.00 M requests  800 k/s  8 s left` */
export function progressLine(progress: Progress, requestsPerJob: number, elapsedMs: number): string {
  const { finished, total, requests } = progress;
  const expected = requestsPerJob * total;
  const share = Math.max(finished / total, expected > 0 ? Math.min(requests / expected, 0.99) : 0);
  const filled = Math.round(share * BAR_CELLS);
  const bar = `[${'█'.repeat(filled)}${'·'.repeat(BAR_CELLS - filled)}]`;
  const percent = `${Math.floor(share * 100)} %`.padStart(5);
  const rate = elapsedMs > 0 ? (requests * 1000) / elapsedMs : 0;
  const left = share > 0.01 ? `  ${formatSeconds(((1 - share) / share) * elapsedMs)} left` : '';
  return `${bar} ${percent}  ${finished}/${total} done  ${metric(requests)} requests  ${metric(rate)}/s${left}`;
}

/** `850`, `12.3 k`, `4.56 M`, `7.89 G`. */
export function metric(value: number): string {
  if (value < 999.5) return String(Math.round(value));
  const power = value < 999_500 ? 1 : value < 999_500_000 ? 2 : 3;
  return `${(value / 1000 ** power).toPrecision(3)} ${' kMG'.charAt(power)}`;
}

function formatSeconds(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
