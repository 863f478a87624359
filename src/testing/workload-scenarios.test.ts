/** The scenarios about workloads still show what their questions ask about. */
import { describe, expect, it } from 'vitest';
import { CAUSES } from '../model/outcomes.ts';
import { simulateReplication } from '../model/simulation.ts';
import { loadScenario } from '../scenario/load.ts';
import { KEY } from './run.ts';

function play(name: string, sets: readonly string[] = []) {
  const { simulation } = loadScenario({ inputs: [`scenarios/${name}.json`], sets });
  const output = simulateReplication(simulation, KEY, 0, { timeline: true });
  const lost = output.errors.reduce((sum, count) => sum + count, 0);
  const steps = (object: string) =>
    output.timeline
      .filter((each) => each.object === object)
      .map(({ what }) => what.replace(/ReplicaSet \S+/, 'ReplicaSet'));
  return { ...output, lost, steps };
}

describe('deploy-app', () => {
  it('serves nobody at first, everybody once its pods are ready, and more pods after the scale-up', () => {
    const { pods, series, rollout } = play('deploy-app');
    expect(pods).toHaveLength(6);
    expect(rollout.durationMs).toBeGreaterThan(3000);
    const lostAt = (second: number) =>
      Array.from({ length: 10 }, (_, cause) => series.lossesByCause[cause * 180 + second]!).reduce(
        (a, b) => a + b,
      );
    expect(lostAt(20)).toBe(series.requests[20]);
    expect(lostAt(60)).toBe(0);
    expect(series.readyEndpoints[175]).toBe(6);
  });
});

describe('rollout-strategies', () => {
  it('takes the steps that Kubernetes documents for 10 replicas, 25 % and 25 %', () => {
    const steps = play('rollout-strategies').steps('deployment/web');
    expect(steps.slice(0, 4)).toEqual([
      'image web:2 requested',
      'created new ReplicaSet at 3',
      'scaled old ReplicaSet 10 → 8',
      'scaled new ReplicaSet 3 → 5',
    ]);
    // Two syncs per wave: what the new pods that became available let go, then as many new ones.
    let [old, fresh] = [10, 3];
    const all = steps.slice(2).flatMap((step) => sizesOf(step));
    for (const { which, from, to } of all) {
      expect(from).toBe(which === 'old' ? old : fresh);
      if (which === 'old') old = to;
      else fresh = to;
      expect(old + fresh).toBeLessThanOrEqual(13);
    }
    expect([old, fresh]).toEqual([0, 10]);
    expect(steps.at(-1)).toBe('rollout of revision 2 complete');
  });

  it('says of every step down which pods allow it, and takes no more', () => {
    const { timeline } = play('rollout-strategies');
    const down = timeline.filter(({ what }) => what.startsWith('scaled old'));
    for (const { what, why } of down) {
      const { from, to } = sizesOf(what.replace(/ReplicaSet \S+/, 'ReplicaSet'))[0]!;
      const [, available, must] = /^(\d+) pods available, (\d+) must stay$/.exec(why!)!;
      expect(Number(must)).toBe(8);
      expect(from - to).toBe(Math.min(from, Number(available) - 8));
    }
  });

  it('has more pods alive than replicas and surge: what terminates counts nowhere', () => {
    const { rollout, series } = play('rollout-strategies');
    expect(rollout.peakPods).toBeGreaterThan(13);
    expect(series.readyEndpoints.every((ready) => ready >= 8)).toBe(true);
    const patient = ['deployment/web.spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds=25'];
    const slow = play('rollout-strategies', patient);
    expect(slow.rollout.peakPods).toBeGreaterThan(rollout.peakPods);
    // Each pod takes 20 s longer to go, in several waves, but no wave waits for it.
    expect(slow.rollout.durationMs!).toBeLessThan(rollout.durationMs! + 5000);
  });

  it('loses nothing by rolling, and all that comes in the gap by Recreate', () => {
    expect(play('rollout-strategies').lost).toBe(0);
    const recreate = play('rollout-strategies', ['deployment/web.spec.strategy.type=Recreate']);
    expect(recreate.lost).toBeGreaterThan(1000);
    expect(recreate.rollout.peakPods).toBe(10);
  });
});

describe('statefulset-update with maxUnavailable', () => {
  it('takes half the time in Parallel; in order the pods still start one after the other', () => {
    const two = 'statefulset/db.spec.updateStrategy.rollingUpdate.maxUnavailable=2';
    const parallel = 'statefulset/db.spec.podManagementPolicy=Parallel';
    const rolloutOf = (...sets: string[]) => play('statefulset-update', sets).rollout;
    const [one, both, ordered] = [rolloutOf(parallel), rolloutOf(parallel, two), rolloutOf(two)];
    expect(both.durationMs!).toBeLessThan(one.durationMs! * 0.65);
    expect(ordered.durationMs!).toBeGreaterThan(both.durationMs! * 1.3);
    expect([one, both, ordered].map(({ minReadyEndpoints }) => minReadyEndpoints)).toEqual([3, 2, 2]);
  });
});

describe('crash-loop', () => {
  it('stalls with enough old pods left, backs off, is reported once, and is over with the undo', () => {
    const { pods, rollout, timeline, steps } = play('crash-loop');
    const atMs = (pattern: RegExp) =>
      timeline.filter(({ what }) => pattern.test(what)).map(({ timeMs }) => timeMs);
    const crashing = pods.filter(({ revision }) => revision === 2);
    // 25 % of 4: one above, one below.
    expect(crashing).toHaveLength(2);
    expect(crashing.every(({ restarts }) => restarts! >= 3)).toBe(true);
    expect(pods.filter(({ revision }) => revision === 1).length).toBe(4);
    const [exceeded, ...more] = atMs(/ProgressDeadlineExceeded/);
    expect(more).toEqual([]);
    // Each short time of readiness counts as progress: only a back-off longer than the deadline is reported.
    expect(exceeded).toBeGreaterThan(180_000);
    expect(rollout.deadlineExceeded).toBe(true);
    // Immediately, then after 10, 20, 40 … s.
    const first = crashing[0]!.name;
    const starts = timeline
      .filter(({ object, what }) => object === `pod/${first}` && what === 'container started')
      .map(({ timeMs }) => timeMs / 1000);
    const gaps = starts.slice(1).map((start, i) => start - starts[i]!);
    expect(gaps[0]).toBeLessThan(8);
    expect(gaps[1]).toBeGreaterThan(10);
    expect(gaps[2]).toBeGreaterThan(20);
    expect(steps('deployment/web').at(-1)).toBe('rollout of revision 3 complete');
  });
});

describe('statefulset-update', () => {
  it('replaces one ordinal after the other, from the highest down, each only when the one before is available', () => {
    const { pods, rollout, steps } = play('statefulset-update');
    const fresh = pods.filter(({ revision }) => revision === 2);
    expect(fresh.map(({ name }) => name)).toEqual(['db-3', 'db-2', 'db-1', 'db-0']);
    for (const [i, pod] of fresh.entries()) {
      const before = pods.find(({ name, revision }) => name === pod.name && revision === 1)!;
      expect(pod.phases[0]!.startMs).toBeGreaterThanOrEqual(before.phases.at(-1)!.endMs);
      const above = fresh[i - 1]?.phases.find(({ phase }) => phase === 'ready')!.startMs ?? -Infinity;
      const removal = before.phases.find(({ phase }) => phase === 'terminating')!.startMs;
      // minReadySeconds is 5.
      expect(removal).toBeGreaterThan(above + 5000);
    }
    expect(rollout.minReadyEndpoints).toBe(3);
    expect(rollout.peakPods).toBe(4);
    expect(steps('statefulset/db').at(-1)).toBe('rollout of revision 2 complete');
  });

  it('leaves the ordinals below the partition as they are', () => {
    const part = ['statefulset/db.spec.updateStrategy.rollingUpdate.partition=2'];
    const { pods, rollout } = play('statefulset-update', part);
    const fresh = pods.filter(({ revision }) => revision === 2).map(({ name }) => name);
    expect(fresh).toEqual(['db-3', 'db-2']);
    expect(rollout.durationMs).not.toBeNull();
  });
});

describe('daemonset-rollout', () => {
  const surge = ['maxSurge=1', 'maxUnavailable=0'].map(
    (each) => `daemonset/agent.spec.updateStrategy.rollingUpdate.${each}`,
  );

  it('leaves one node after the other without its agent, whose clients have no other', () => {
    const { pods, lost, losses } = play('daemonset-rollout');
    const agents = pods.filter(({ name }) => name.startsWith('agent'));
    expect(new Set(agents.map(({ node }) => node))).toEqual(new Set(['node-1', 'node-2', 'node-3']));
    expect(agents.filter(({ revision }) => revision === 2)).toHaveLength(3);
    expect(lost).toBeGreaterThan(300);
    expect(losses.some(({ cause }) => CAUSES[cause] === 'no-endpoints')).toBe(true);
  });

  it('loses next to nothing with a surge', () => {
    const { lost, rollout } = play('daemonset-rollout', surge);
    expect(lost).toBeLessThan(20);
    expect(rollout.durationMs).not.toBeNull();
  });
});

function sizesOf(step: string) {
  const match = /scaled (old|new) ReplicaSet (\d+) → (\d+)/.exec(step);
  return match === null ? [] : [{ which: match[1], from: Number(match[2]), to: Number(match[3]) }];
}

describe('changed-port', () => {
  it('loses what goes to the number from the rollout on, and nothing that goes to the name', () => {
    const { causes, lost, requests } = play('changed-port');
    expect(causes[CAUSES.indexOf('closed-port')]).toBe(lost);
    expect(lost / requests).toBeGreaterThan(0.35);
    expect(play('changed-port', ['service/by-number.spec.ports[0].targetPort=http']).lost).toBe(0);
  });
});
