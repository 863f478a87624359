import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sampleResult } from '../testing/sample-result.ts';
import { reproduceCommand, shellQuote } from './reproduce.ts';

describe('shellQuote', () => {
  it.each(['plain-1.2', "it's", 'a b', '', '$HOME `x` "y" \\z', '<é>'])(
    'keeps %j through a shell',
    (word) => {
      expect(execFileSync('/bin/sh', ['-c', `printf %s ${shellQuote(word)}`], { encoding: 'utf8' })).toBe(
        word,
      );
    },
  );
});

describe('reproduceCommand', () => {
  it('names seed and replications, or the one replication', () => {
    const result = { ...sampleResult(), seed: 'a b' };
    expect(reproduceCommand(result)).toBe("npx simulate scenario.json --seed 'a b' --replications 10");
    const variants = result.variants.map((variant) => ({
      ...variant,
      replications: variant.replications.slice(3, 4),
    }));
    expect(reproduceCommand({ ...result, variants })).toMatch(/ --replication 3$/);
    expect(reproduceCommand(result, 3)).toBe("npx simulate scenario.json --seed 'a b' --replication 3");
  });
});
