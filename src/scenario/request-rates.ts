/**
 * Requests per second to each Service, those that pods send to serve others included, for what is reckoned before
 * anything is simulated. It knows nothing of retries and failures.
 */
import type { SimulationOptions, WorkloadOptions } from '../model/options.ts';
import { selects as selectsLabels } from './kubernetes/behind.ts';
import { expectedArrivals } from './values/arrivals.ts';
import { meanOf } from './values/sampler.ts';

/** Whether a Service selects the pods of a workload; without a selector it selects none. On options, so that types guard it. */
export function selects(
  selector: Readonly<Record<string, string>>,
  { labels }: Pick<WorkloadOptions, 'labels'>,
): boolean {
  return selectsLabels(selector, labels);
}

/** Mean service time, ms, of the first workload behind the Service that a source sends to; 0 without one. */
export function serviceMsBehind({ services, workloads, traffic }: SimulationOptions, source: number): number {
  const selector = services[traffic[source]!.service]?.selector ?? {};
  const behind = workloads.find((workload) => selects(selector, workload));
  return behind === undefined ? 0 : meanOf(behind.pod.application.serviceTime);
}

/** Requests per second of a source, as the mean over the run; of users who wait for answers, the most there can be. */
export function meanRate(options: SimulationOptions, source: number): number {
  const { durationMs } = options;
  return (
    (1000 * expectedArrivals(options, source, durationMs, serviceMsBehind(options, source))) / durationMs
  );
}

/**
 * Requests per second and pod of each workload: a Service spreads them evenly over all the pods it selects.
 * @param pods by workload.
 * @param rateOfSource requests per second of a traffic source.
 * @returns by workload; NaN or Infinity may stand where there are no pods.
 */
export function ratesPerPod(
  options: SimulationOptions,
  pods: readonly number[],
  rateOfSource: (source: number) => number = (source) => meanRate(options, source),
): number[] {
  const { services, workloads, traffic } = options;
  const rates = new Map<number, number>();
  const behind = services.map(({ selector }) => workloads.map((workload) => selects(selector, workload)));
  const podsBehind = behind.map((list) => list.reduce((sum, is, i) => sum + (is ? pods[i]! : 0), 0));
  const perPod = (workload: number): number =>
    services.reduce(
      (sum, _, service) => (behind[service]![workload] ? sum + rateOf(service) / podsBehind[service]! : sum),
      0,
    );
  function rateOf(service: number): number {
    const known = rates.get(service);
    if (known !== undefined) return known;
    // Calls that went round would end here.
    rates.set(service, 0);
    let rate = traffic.reduce((sum, each, i) => (each.service === service ? sum + rateOfSource(i) : sum), 0);
    workloads.forEach(({ pod }, caller) => {
      for (const call of pod.application.calls ?? []) {
        if (call.service === service && pods[caller]! > 0)
          rate += call.probability * perPod(caller) * pods[caller]!;
      }
    });
    rates.set(service, rate);
    return rate;
  }
  return workloads.map((_, workload) => perPod(workload));
}
