import * as fc from 'fast-check';
import { it } from 'vitest';
import { loadScenario } from '../../scenario/load.ts';
import { Simulation } from '../../model/simulation.ts';
import { KEY } from '../run.ts';
import { scenario, DURATION_S } from './scenarios.ts';
import {
  checkAtRest,
  checkNow,
  checkOutput,
  doReadyOnesServe,
  hasTrueEndpoints,
  isSettled,
} from './invariants.ts';
import { collectOutput } from '../../model/collect-output.ts';
import { writeFileSync } from 'node:fs';

it('tries', () => {
  const from = Number(process.env['FROM'] ?? 0),
    to = Number(process.env['TO'] ?? 25);
  for (let part = from; part < to; part++) {
    fc.sample(scenario, { numRuns: 20, seed: Number(process.env['SEED'] ?? 20_261_123) + part }).forEach(
      (each, k) => {
        const { simulation: options } = loadScenario({ inputs: ['-'], stdin: JSON.stringify(each) });
        const s = new Simulation(options, KEY, 0, true);
        let settled = false,
          endpoints = false,
          serve = false,
          bad = '';
        const sample = () => {
          try {
            checkNow(s);
            if (s.engine.now > (DURATION_S - 15) * 1000) {
              settled ||= isSettled(s);
              endpoints ||= hasTrueEndpoints(s);
              serve ||= doReadyOnesServe(s);
            }
          } catch (e) {
            bad ||= `now ${s.engine.now}: ${(e as Error).message.split('\n')[0]}`;
          }
          s.tasks.after(2500, sample);
        };
        s.tasks.after(2500, sample);
        try {
          s.run();
          checkAtRest(s);
          checkOutput(collectOutput(s));
        } catch (e) {
          bad ||= `end: ${(e as Error).stack!.split('\n').slice(0, 3).join(' ')}`;
        }
        if (!settled) bad ||= 'not settled';
        if (!endpoints) bad ||= 'endpoints';
        if (!serve) bad ||= 'serve';
        if (bad === '') return;
        const pods = s.controlPlane.store.pods
          .filter((p) => !p.gone && p.workload >= 0)
          .map(
            (p) =>
              `${p.name}:${p.owner.kind}:r${p.revision}${p.ready ? 'R' : ''}${p.deletionRequested ? 'D' : ''}@${p.node}`,
          );
        console.log(
          part,
          k,
          bad,
          options.workloads.map((w) => `${w.kind}/${w.name}${'replicas' in w ? w.replicas : ''}`).join(' '),
          options.autoscaling ? 'HPA' : '',
          s.rollouts.complete,
          JSON.stringify(options.events.filter((e) => e.atMs < 40000))
            .slice(0, 300)
            .replace(/"application":\{.*?\}\}/g, ''),
          pods.join(' '),
        );
        writeFileSync(`/tmp/workloads-case-${part}-${k}.json`, JSON.stringify(each));
      },
    );
  }
});
