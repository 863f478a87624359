import { describe, expect, it } from 'vitest';
import { metric, progressBar, progressLine } from './progress.ts';
import type { Terminal } from './terminal.ts';

function terminal(interactive: boolean, columns = 80): { terminal: Terminal; drawn: string[] } {
  const drawn: string[] = [];
  const err = (text: string): void => void drawn.push(text);
  return { terminal: { out: err, err, outColor: false, errColor: false, interactive, columns }, drawn };
}

describe('progressLine', () => {
  it('tells share, speed and time left', () => {
    const line = progressLine({ finished: 3, total: 10, requests: 4_000_000 }, 1_000_000, 5000);
    expect(line).toBe('[██████··········]  40 %  3/10 done  4.00 M requests  800 k/s  8 s left');
  });

  it('does not say that all is done before it is', () => {
    expect(progressLine({ finished: 0, total: 1, requests: 5000 }, 1000, 100)).toContain('99 %');
    expect(progressLine({ finished: 1, total: 1, requests: 5000 }, 1000, 100)).toContain('100 %');
    expect(progressLine({ finished: 0, total: 1, requests: 0 }, 0, 0)).toContain(' 0 %');
  });
});

describe('progressBar', () => {
  it('draws at most every tenth of a second, and removes its line', () => {
    const { terminal: screen, drawn } = terminal(true);
    let timeMs = 0;
    const bar = progressBar(screen, 1000, () => timeMs);
    for (; timeMs < 1000; timeMs += 10) bar.update({ finished: 0, total: 1, requests: timeMs });
    expect(drawn).toHaveLength(10);
    bar.clear();
    expect(drawn.at(-1)).toBe('\r\u001B[2K');
  });

  it.each([40, 80, 300])('fits on one line of %d columns', (columns) => {
    const { terminal: screen, drawn } = terminal(true, columns);
    let timeMs = 0;
    const bar = progressBar(screen, 1_000_000, () => timeMs);
    timeMs = 3_599_000;
    bar.update({ finished: 999, total: 1000, requests: 999_999_999 });
    expect(drawn[0]?.replace('\r\u001B[2K', '').length).toBeLessThan(Math.min(columns, 80));
  });

  it('draws nothing where there is no terminal', () => {
    const { terminal: pipe, drawn } = terminal(false);
    const bar = progressBar(pipe, 1000, () => 0);
    bar.update({ finished: 0, total: 1, requests: 1 });
    bar.clear();
    expect(drawn).toEqual([]);
  });
});

describe('metric', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [999.7, '1.00 k'],
    [1000, '1.00 k'],
    [12_345, '12.3 k'],
    [999_999, '1.00 M'],
    [1_234_567_890, '1.23 G'],
  ])('of %d is %s', (value, text) => {
    expect(metric(value)).toBe(text);
  });
});
