import { describe, expect, it } from 'vitest';
import { sampleResult } from '../testing/sample-result.ts';
import { renderOpenMetrics } from './openmetrics.ts';

const SAMPLE = /^([a-z_]+)\{((?:[a-z]+="(?:[^"\\]|\\.)*",?)+)\} (\S+) (\S+)$/;

describe('renderOpenMetrics', () => {
  const result = sampleResult({ variants: ['a "quoted" \\ one', 'b'] });
  const lines = renderOpenMetrics(result).split('\n');

  it('is made of families, each in one piece, and ends with EOF', () => {
    expect(lines.slice(-2)).toEqual(['# EOF', '']);
    const types = lines.filter((line) => line.startsWith('# TYPE'));
    expect(new Set(types).size).toBe(types.length);
    let family = '';
    for (const line of lines.slice(0, -2)) {
      family = /^# TYPE (\S+) gauge$/.exec(line)?.[1] ?? family;
      if (!line.startsWith('#')) expect(SAMPLE.exec(line)?.[1], line).toBe(family);
    }
  });

  it('has one sample per instant, in the order of time, with plain numbers', () => {
    const last = new Map<string, number>();
    for (const line of lines.filter((each) => !each.startsWith('#') && each !== '')) {
      const [, name = '', labels = '', value, time] = SAMPLE.exec(line) ?? [];
      expect(Number.isFinite(Number(value)), line).toBe(true);
      expect(Number(time)).toBeGreaterThan(last.get(name + labels) ?? -1);
      last.set(name + labels, Number(time));
    }
    expect(last.size).toBe(2 * (1 + 4 + 3 + 1 + 4));
  });

  it('escapes labels, and converts units', () => {
    const { series } = result.variants[0]!;
    const label = String.raw`variant="a \"quoted\" \\ one"`;
    expect(lines).toContain(`simulate_latency_seconds{${label},quantile="0.5"} ${series.p50Ms[7]! / 1000} 7`);
    expect(lines).toContain(`simulate_request_rate{${label}} ${series.requests[7]!} 7`);
  });
});
