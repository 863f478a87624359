import { describe, expect, it } from 'vitest';
import { planVariants } from './vary.ts';

const PERIOD = 'deployment/web.readinessProbe.periodSeconds';
const SLEEP = 'deployment/web.preStop.sleep.seconds';

describe('planVariants', () => {
  it('makes a grid of several --vary, the first values first', () => {
    const plans = planVariants(['s.json'], ['a.b=1'], [`${PERIOD}=1,2`, `${SLEEP}=0,5`]);
    expect(plans.map(({ name }) => name)).toEqual([
      'periodSeconds=1 sleep.seconds=0',
      'periodSeconds=1 sleep.seconds=5',
      'periodSeconds=2 sleep.seconds=0',
      'periodSeconds=2 sleep.seconds=5',
    ]);
    expect(plans[1]).toMatchObject({ inputs: ['s.json'], sets: ['a.b=1', `${PERIOD}=1`, `${SLEEP}=5`] });
  });

  it('sets what --set changes against the input as it stands', () => {
    expect(planVariants(['s.json'], [`${PERIOD}=2`], [])).toEqual([
      { name: 'as it stands', inputs: ['s.json'], sets: [] },
      { name: 'periodSeconds=2', inputs: ['s.json'], sets: [`${PERIOD}=2`] },
    ]);
  });

  it('takes each scenario file for a variant, with the manifests beside it', () => {
    const plans = planVariants(['x/old.json', 'web.yaml', 'x/new.json'], ['seed=7'], []);
    expect(plans).toEqual([
      { name: 'old', inputs: ['x/old.json', 'web.yaml'], sets: ['seed=7'] },
      { name: 'new', inputs: ['x/new.json', 'web.yaml'], sets: ['seed=7'] },
    ]);
    expect(planVariants(['a/s.json', 'b/s.json'], [], []).map(({ name }) => name)).toEqual([
      'a/s.json',
      'b/s.json',
    ]);
  });

  it('tells paths with the same end apart', () => {
    const plans = planVariants(['s.json'], [], ['a.x.y=1,2', 'b.x.y=3']);
    expect(plans[0]?.name).toBe('a.x.y=1 b.x.y=3');
  });

  it('divides values at commas outside of brackets and quotes', () => {
    const [, second] = planVariants(['s.json'], [], ['a.b={"mean":1,"cv":[1,2]},"x,y",null']);
    expect(second?.sets).toEqual(['a.b="x,y"']);
  });

  it('refuses what is nothing to compare', () => {
    expect(() => planVariants(['s.json'], [], [])).toThrow('something to compare');
    expect(() => planVariants(['s.json'], [], ['a.b'])).toThrow('path=value,value');
    expect(() => planVariants(['s.json'], [], ['a.b=1,'])).toThrow('path=value,value');
    expect(() => planVariants(['s.json'], [], ['a.b=1,1'])).toThrow('each value once');
    const many = Array.from({ length: 65 }, (_, i) => i).join(',');
    expect(() => planVariants(['s.json'], [], [`a.b=${many}`])).toThrow('at most 64');
  });

  it('writes ranges out', () => {
    const valuesOf = (list: string) =>
      planVariants(['s.json'], [], [`a.b=${list}`]).map(({ sets }) => sets[0]!.slice(4));
    expect(valuesOf('0..3')).toEqual(['0', '1', '2', '3']);
    expect(valuesOf('100ms..250ms/50ms,1s')).toEqual(['100ms', '150ms', '200ms', '250ms', '1s']);
    expect(valuesOf('0.1..0.3/0.1')).toEqual(['0.1', '0.2', '0.3']);
    expect(valuesOf('3..3')).toEqual(['3']);
    for (const wrong of ['3..0', '3..3/0', '1s..5', '1s..5s/1ms', '0..5/0', '0..1000']) {
      expect(() => valuesOf(wrong), wrong).toThrow('--vary: expected a range such as');
    }
  });
});
