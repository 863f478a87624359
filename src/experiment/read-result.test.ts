import { describe, expect, it } from 'vitest';
import { sampleResult } from '../testing/sample-result.ts';
import { readResult } from './read-result.ts';
import { resultText } from './result-text.ts';

describe('readResult', () => {
  const good = sampleResult();

  it('gives back what was written', () => {
    expect(readResult(resultText(good), 'result.json')).toEqual(JSON.parse(JSON.stringify(good)));
  });

  it('names what is no result', () => {
    expect(() => readResult('{"a":', 'x.json')).toThrow(
      'x.json:1:1: expected the JSON text of a result.json',
    );
    expect(() => readResult('{"version":1,"tool":{}}', 'x.json')).toThrow('variants: expected an array');
    expect(() => readResult('{"version":1,"title":"x"}', 'x.json')).toThrow('expected a result of version 1');
    expect(() => readResult('[]', 'x.json')).toThrow('expected a result of version 1');
  });

  it('refuses another version of the format', () => {
    const newer = JSON.stringify({ ...good, version: 2 });
    expect(() => readResult(newer, 'x.json')).toThrow('version: expected a result of version 1');
  });

  it('finds what is missing in a variant', () => {
    const [variant] = good.variants;
    const broken = JSON.stringify({ ...good, variants: [{ ...variant, series: null }] });
    expect(() => readResult(broken, 'x.json')).toThrow('variants[0].series.timeMs: expected an array');
    expect(() => readResult(JSON.stringify({ ...good, variants: [] }), 'x.json')).toThrow(
      'at least one variant',
    );
  });

  it('finds a pod without what the charts sort by', () => {
    const [variant] = good.variants;
    const { workload: _workload, ...pod } = variant!.pods[0]!;
    const broken = JSON.stringify({ ...good, variants: [{ ...variant, pods: [pod] }] });
    expect(() => readResult(broken, 'x.json')).toThrow('variants[0].pods[0].workload: expected a string');
  });
});
