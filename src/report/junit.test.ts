import { describe, expect, it } from 'vitest';
import { sampleResult } from '../testing/sample-result.ts';
import { renderJunit } from './junit.ts';

describe('renderJunit', () => {
  it('has a case per threshold: failures fail, undecided ones are errors', () => {
    const xml = renderJunit(sampleResult());
    expect(xml).toContain('tests="2" failures="1" errors="1"');
    expect(xml).toMatch(
      /name="errors rate &lt; 0\.1%"><failure type="fail" message="observed 0\.30\s% \(0\.25–0\.34\)"\/>/,
    );
    expect(xml).toMatch(
      /name="latency p99 &lt; 250ms"><error type="undecided" message="undecided, [^"]+: the interval/,
    );
    expect(renderJunit(sampleResult({ losses: false }))).toContain('name="errors rate &lt; 0.1%"/>');
  });

  it('skips what the baseline alone does not keep', () => {
    const { thresholds, ...sample } = sampleResult({ variants: ['old', 'new'] });
    const judged = thresholds.map((each, i) =>
      i % 2 === 0 ? { ...each, variant: 'old', isOfBaseline: true as const } : { ...each, variant: 'new' },
    );
    const xml = renderJunit({ ...sample, thresholds: judged });
    expect(xml).toMatch(/name="old" tests="2" failures="0" errors="0" skipped="2"/);
    expect(xml).toMatch(/<skipped message="fail, observed [^"]+: of the baseline, which is not judged"\/>/);
    expect(xml).toMatch(/name="new" tests="2" failures="0" errors="2" skipped="0"/);
  });

  it('has a suite per variant, and no character that XML forbids', () => {
    const xml = renderJunit(sampleResult({ variants: ['a', 'b"\u0007<&'] }));
    expect(xml.match(/<testsuite /g)?.length).toBe(2);
    expect(xml).toContain('name="b&quot;&lt;&amp;"');
    // oxlint-disable-next-line eslint/no-control-regex -- these are what is meant
    expect(xml).not.toMatch(/[\u0000-\u0008]/);
  });
});
