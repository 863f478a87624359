import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadScenario } from './load.ts';

const WEB = readFileSync(new URL('fixtures/web.jsonc', import.meta.url), 'utf8');
const NGINX = 'deployment/web.preStop.exec.command=["nginx","-s","quit"]';

function load(sets: readonly string[]) {
  const { warnings, simulation } = loadScenario({ inputs: ['-'], stdin: WEB, sets });
  const paths = warnings.map(({ path }) => path).filter((path) => path !== 'cluster.dns');
  return { paths, preStopMs: simulation.workloads[0]!.pod.preStopMs };
}

describe('the length of a preStop hook', () => {
  it('is asked for when the manifest cannot say', () => {
    const { paths, preStopMs } = load([NGINX]);
    expect(paths).toHaveLength(1);
    expect(preStopMs).toBe(0);
  });

  it('is taken from the application', () => {
    expect(load([NGINX, 'applications.web.preStop=8s'])).toEqual({ paths: [], preStopMs: 8000 });
  });

  it('is said in vain where the manifest says it, or there is no hook', () => {
    const path = 'applications.web.preStop';
    expect(load([`${path}=8s`])).toEqual({ paths: [path], preStopMs: 0 });
    expect(load([`${path}=8s`, 'deployment/web.preStop.sleep.seconds=3'])).toEqual({
      paths: [path],
      preStopMs: 3000,
    });
  });
});
