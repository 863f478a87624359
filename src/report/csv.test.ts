import { describe, expect, it } from 'vitest';
import { sampleResult } from '../testing/sample-result.ts';
import { csvField, renderCsv } from './csv.ts';

describe('csvField', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    [1.5, '1.5'],
    [null, ''],
  ])('writes %j as %s', (value, field) => {
    expect(csvField(value)).toBe(field);
  });
});

describe('renderCsv', () => {
  const [variant] = sampleResult().variants;
  if (variant === undefined) throw new Error('the sample has a variant');
  const lines = renderCsv(variant.series).split('\r\n');

  it('has a header, a row for each interval and a final line end', () => {
    expect(lines[0]).toBe(
      'time_ms,requests,errors,stale-endpoint,not-initialized-yet,killed-in-flight,overload,p50_ms,p90_ms,p99_ms,' +
        'ready_endpoints,pods,pods_pending,pods_starting,pods_ready,pods_terminating',
    );
    expect(lines.length).toBe(300 + 2);
    expect(lines.at(-1)).toBe('');
  });

  it('leaves cells without a value empty', () => {
    const cells = lines[51]?.split(',') ?? [];
    expect(cells[0]).toBe('50000');
    expect(cells[9]).toBe('');
    expect(Number(cells[8])).toBeCloseTo(variant.series.p90Ms[50] ?? 0, 9);
  });
});
