import { describe, expect, it } from 'vitest';
import { InvariantError } from '../base/assert.ts';
import { RunError, ScenarioError, UsageError } from '../base/errors.ts';
import { InterruptedError } from '../experiment/interrupted-error.ts';
import { describeFailure } from './failure.ts';

const PLAIN = { color: false, debug: false };

describe('describeFailure', () => {
  it('lists the problems of the input and counts them', () => {
    const issue = {
      position: { file: 's.json', line: 2, column: 3 },
      path: 'a',
      expected: 'unknown key',
      received: null,
      hint: null,
    };
    expect(describeFailure(new ScenarioError([issue]), PLAIN)).toEqual({
      code: 2,
      text: 's.json:2:3: a: unknown key\n1 problem in the input\n',
    });
    expect(describeFailure(new ScenarioError([issue, issue]), PLAIN).text).toContain('2 problems');
  });

  it('tells a wrong use in one line', () => {
    expect(describeFailure(new UsageError('no'), PLAIN)).toEqual({ code: 2, text: 'error: no\n' });
  });

  it('owns up to bugs, and shows the stack only to who asks', () => {
    const bug = describeFailure(new InvariantError('books'), PLAIN);
    expect(bug.code).toBe(70);
    expect(bug.text).toContain('error: books\nThis is a bug of simulate; please report it.');
    expect(bug.text).not.toContain('failure.test.ts');
    expect(describeFailure(new InvariantError('books'), { color: false, debug: true }).text).toContain(
      'failure.test.ts',
    );
    expect(describeFailure('thrown text', PLAIN).text).toContain('thrown text');
  });

  it('gives the command that runs a failed job again, and with DEBUG its cause', () => {
    const cause = new InvariantError('deep');
    const error = new RunError('replication 3 failed', {
      job: 'j',
      seed: 's#3',
      replay: 'simulate x --replication 3',
      cause,
    });
    expect(describeFailure(error, PLAIN)).toMatchObject({ code: 70 });
    expect(describeFailure(error, PLAIN).text).toContain('Run it again alone: simulate x --replication 3\n');
    expect(describeFailure(error, { color: false, debug: true }).text).toContain(
      'Caused by: \nInvariantError: deep',
    );
  });

  it('reports an interruption without calling it an error', () => {
    expect(describeFailure(new InterruptedError('interrupted'), PLAIN)).toEqual({
      code: 130,
      text: 'interrupted\n',
    });
  });
});
