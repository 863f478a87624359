import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeScenario } from './describe.ts';
import { loadScenario } from './load.ts';

const WEB = readFileSync(new URL('fixtures/web.jsonc', import.meta.url), 'utf8');

function words(sets: readonly string[] = []): string {
  return describeScenario(loadScenario({ inputs: ['-'], stdin: WEB, sets }));
}

/** Lines joined, so that it does not matter where they break. */
function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

describe('describeScenario', () => {
  it('says what is modelled, defaulted and ignored', () => {
    const text = flat(words(['deployment/web.preStop.sleep.seconds=5']));
    expect(text).toContain(
      '10 replications of 5m, seed "rolling-restart"; requests that arrive from 30s to 5m are counted',
    );
    expect(text).toContain('deployment/web: 4 pods, maxSurge 1, maxUnavailable 0');
    expect(text).toContain(
      'httpGet every 5 s after 0 s, timeout 1 s; ready after 1 success, unready after 3 failures',
    );
    expect(text).toContain('preStop of 5s, then exits at once on SIGTERM');
    expect(text).toContain(
      'users: 200/s poisson, from external to service/web, a new connection each, timeout 2s, no retries',
    );
    expect(text).toContain('at 2m: rollout restart of deployment/web');
    expect(text).toContain('spec.minReadySeconds = 0');
    expect(text).toContain('ignored, without influence: container.readinessProbe.httpGet.path');
  });

  it('gives the steady state where theory has one', () => {
    const text = flat(words(['applications.web.coldStart.factor=1']));
    // M/M/4 at ρ = 0.25: Erlang C = 0.0204, mean wait C / (cμ − λ) = 0.136 ms; the limit of 68 does not matter.
    expect(text).toContain('50/s per pod × 20 ms / 4 slots = 25 % of its capacity');
    expect(text).toContain('2.04 % of the requests wait, mean wait 0.136 ms, mean time in the pod 20.1 ms');
  });

  it('names the scheduler of ipvs and the clients, and has no theory for them', () => {
    const proxy = ['cluster.kubeProxy.mode=ipvs', 'cluster.kubeProxy.scheduler=lc'];
    const text = flat(words([...proxy, 'traffic.users.clients=40', 'applications.web.coldStart.factor=1']));
    expect(text).toContain('kube-proxy in ipvs mode (lc): ');
    expect(text).toContain('from external (40 clients) to service/web');
    expect(text).toContain('no closed form: ipvs does not spread connections by chance');
  });

  it('names session affinity and its default timeout', () => {
    const sticky = ['service/web.sessionAffinity=ClientIP', 'applications.web.coldStart.factor=1'];
    expect(flat(words(sticky))).toContain('; a client stays with its pod for 3h');
    expect(flat(words(sticky))).toContain('no closed form: clients stay with their pods');
    const timeout = 'service/web.sessionAffinityConfig.clientIP.timeoutSeconds=60';
    expect(flat(words([...sticky, timeout]))).toContain('; a client stays with its pod for 1m');
  });

  it('names traffic policies, where they apply, and the distribution', () => {
    const sets = [
      'publishNotReadyAddresses=true',
      'externalTrafficPolicy=Local',
      'trafficDistribution=PreferClose',
    ].map((set) => `service/web.${set}`);
    const inside = flat(words([...sets, 'applications.web.coldStart.factor=1']));
    expect(inside).toContain('; publishNotReadyAddresses true');
    expect(inside).not.toContain('; externalTrafficPolicy');
    expect(inside).toContain('; trafficDistribution PreferSameZone');
    expect(inside).toContain('no closed form: nodes do not all use the same pods');
    const outside = flat(
      words([...sets, 'service/web.type=NodePort', 'service/web.internalTrafficPolicy=Local']),
    );
    expect(outside).toContain(
      '; internalTrafficPolicy Local; externalTrafficPolicy Local; trafficDistribution',
    );
  });

  it('says why theory has none', () => {
    expect(flat(words())).toContain('no closed form: pods start cold');
    const sets = [
      'applications.web.coldStart.factor=1',
      'traffic.users.arrivals.constant.rate=200/s',
      'applications.web.serviceTime=20ms',
    ];
    expect(flat(words(sets))).toContain(
      'no closed form: arrivals are not Poisson and service times are not exponential',
    );
  });

  it('gives each reason for ignoring something once', () => {
    const hpa = '{ "kind": "VerticalPodAutoscaler", "metadata": { "name": "web" } }';
    const map = (name: string): string => `{ "kind": "ConfigMap", "metadata": { "name": "${name}" } }`;
    const text = WEB.replace('"resources": [', `"resources": [${hpa},${map('a')},${map('b')},`).replace(
      '"ports": [{ "containerPort"',
      '"resources": { "claims": [] }, "ports": [{ "containerPort"',
    );
    const described = flat(describeScenario(loadScenario({ inputs: ['-'], stdin: text })));
    expect(described).toContain('verticalpodautoscaler/web: autoscaling is not modelled in this version');
    expect(described).toContain('container.resources.claims of deployment/web: dynamic resource');
    expect(described).toContain('configmap/a, configmap/b: configuration and access rights');
  });

  it('warns of overload', () => {
    expect(flat(words(['traffic.users.arrivals.poisson.rate=2000/s']))).toContain(
      '250 % of its capacity: overloaded',
    );
  });

  it('fits a terminal', () => {
    const longest = Math.max(
      ...words()
        .split('\n')
        .map((line) => line.length),
    );
    expect(longest).toBeLessThanOrEqual(80);
  });
});
