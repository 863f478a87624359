/** The scenarios about probes and the life of pods still show what their questions ask about. */
import { describe, expect, it } from 'vitest';
import { CauseCode, type Cause } from '../model/outcomes.ts';
import { simulateReplication } from '../model/simulation.ts';
import { loadScenario } from '../scenario/load.ts';
import { KEY } from './run.ts';

/** One replication; what it lost by cause, and the times of timeline entries that match, in seconds. */
function play(name: string, sets: readonly string[] = []) {
  const { simulation } = loadScenario({ inputs: [`scenarios/${name}.json`], sets });
  const output = simulateReplication(simulation, KEY, 0, { timeline: true });
  const lost = (cause: Cause) => output.causes[CauseCode[cause]]!;
  const times = (pattern: RegExp) =>
    output.timeline.filter(({ what }) => pattern.test(what)).map(({ timeMs }) => timeMs / 1000);
  return { ...output, lost, times };
}

const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

describe('hung-pod', () => {
  it('loses only what the hung pod accepted, until readiness has failed three times', () => {
    const { errors, lost, times } = play('hung-pod');
    expect(lost('hung-pod')).toBeGreaterThan(500);
    expect(total(errors)).toBe(lost('hung-pod'));
    const [first, second, third] = times(/readiness probe failed/);
    expect([second! - first!, third! - second!]).toEqual([expect.closeTo(10, 6), expect.closeTo(10, 6)]);
    expect(times(/container started/)).toHaveLength(1);
  });
});

describe('readiness-cascade', () => {
  it('takes pods out of the rotation that nothing ails but load, which a separate health path does not', () => {
    const shared = play('readiness-cascade');
    const separate = play('readiness-cascade', ['applications.web.health.path=separate']);
    expect(shared.times(/readiness probe failed, 2 of 2/).length).toBeGreaterThan(3);
    expect(shared.rollout.minReadyEndpoints).toBeLessThan(4);
    expect(separate.rollout.minReadyEndpoints).toBe(5);
    expect(total(shared.errors)).toBeGreaterThan(2 * total(separate.errors));
  });
});

describe('slow-start-startup-probe', () => {
  it('gives a slow program its time, and without the startup probe liveness kills it again and again', () => {
    const patient = play('slow-start-startup-probe', ['duration=4m']);
    expect(total(patient.errors)).toBe(0);
    expect(patient.times(/container is killed/)).toEqual([]);
    const impatient = play('slow-start-startup-probe', ['duration=4m', 'deployment/web.startupProbe=null']);
    expect(impatient.times(/container is killed/).length).toBeGreaterThan(3);
    expect(impatient.rollout.durationMs).toBeNull();
  });
});

describe('sidecar-rollout', () => {
  it('adds init container and sidecar to the time of a rollout, and loses nothing', () => {
    const full = play('sidecar-rollout');
    const taking = (runTime: string) =>
      play('sidecar-rollout', [`applications.web.containers.migrate.runTime=${runTime}`]).rollout.durationMs!;
    expect(total(full.errors)).toBe(0);
    // Four pods, one after another; readiness probes every 5 s blur it.
    expect(taking('20s') - taking('0s')).toBeGreaterThan(4 * 15_000);
    expect(taking('20s') - taking('0s')).toBeLessThan(4 * 25_000);
    expect(full.times(/^proxy: SIGTERM$/)).toHaveLength(4);
  });
});

describe('prestop-race', () => {
  it('is lost with 3 s of sleep and slow proxies, and won with 15 s', () => {
    const short = play('prestop-race');
    const long = play('prestop-race', ['deployment/web.lifecycle.preStop.sleep.seconds=15']);
    expect(short.lost('stale-endpoint')).toBeGreaterThan(0);
    expect(total(long.errors)).toBe(0);
  });
});

describe('pod-of-its-own', () => {
  it('is missed until it is started again, which its restartPolicy must allow', () => {
    const never = play('pod-of-its-own');
    const onFailure = play('pod-of-its-own', ['pod/web-extra.restartPolicy=OnFailure']);
    expect(never.times(/status: Failed/)).toHaveLength(1);
    expect(onFailure.times(/status: Failed/)).toEqual([]);
    // 95/s of 20 ms each: two pods are 95 % busy from 60 s on, three 63 %.
    expect(never.utilization).toBeGreaterThan(onFailure.utilization + 0.15);
  });
});

describe('registry-outage', () => {
  it('leaves half of the pods under Always, which cannot take the load; images that are there need no registry', () => {
    const always = play('registry-outage');
    const present = play('registry-outage', ['deployment/web.imagePullPolicy=IfNotPresent']);
    expect(always.rollout.minReadyEndpoints).toBe(2);
    expect(total(always.errors)).toBeGreaterThan(100);
    expect(total(always.errors)).toBeGreaterThan(5 * total(present.errors));
    const [over] = always.times(/answers again/);
    const [first] = always.times(/web: container started/);
    expect(over).toBe(180);
    expect(first!).toBeGreaterThan(180);
    expect(present.times(/web: container started/)[0]!).toBeLessThan(100);
    // Every pod's first run of its init container fails.
    expect(always.times(/migrate: failed/)).toHaveLength(4);
  });
});

describe('kubelet-restart', () => {
  it('took pods out that nothing ailed, before 1.35', () => {
    const before = play('kubelet-restart');
    const since = play('kubelet-restart', [
      'cluster.kubelet.featureGates.ChangeContainerStatusOnKubeletRestart=false',
    ]);
    expect(before.times(/its kubelet ends/)).toEqual([60, 60, 60]);
    // How many at the same time is chance.
    expect(before.rollout.minReadyEndpoints).toBeLessThan(3);
    expect(before.times(/[012] of 3 endpoints ready/).length).toBeGreaterThan(0);
    expect(since.rollout.minReadyEndpoints).toBe(3);
    expect(total(since.errors)).toBe(0);
  });
});
