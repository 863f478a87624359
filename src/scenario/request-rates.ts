/**
 * Requests per second to each Service, those that pods send to serve others included, for what is reckoned before
 * anything is simulated. It knows nothing of retries and failures.
 */
import type { SimulationOptions, WorkloadOptions } from '../model/options.ts';

/** Whether a Service selects the pods of a workload; without a selector it selects none. */
export function selects(
  selector: Readonly<Record<string, string>>,
  { labels }: Pick<WorkloadOptions, 'labels'>,
): boolean {
  const pairs = Object.entries(selector);
  return pairs.length > 0 && pairs.every(([key, value]) => labels[key] === value);
}

/**
 * Requests per second and pod of each workload: a Service spreads them evenly over all the pods it selects.
 * @param pods by workload.
 * @returns by workload; NaN or Infinity may stand where there are no pods.
 */
export function ratesPerPod(options: SimulationOptions, pods: readonly number[]): number[] {
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
    const users = traffic.filter((source) => source.service === service);
    let rate = users.reduce((sum, { arrivals }) => sum + arrivals.ratePerSecond, 0);
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
