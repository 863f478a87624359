/** What the containers of a template ask for of the CPU, may use of it, and use, into the model's options. */
import type { CfsQuotaOptions, CpuWorkOptions, PodCpuOptions } from '../../model/options.ts';
import type { ScenarioCluster } from '../complete.ts';
import type { Container, InitContainer } from '../kubernetes/container.ts';
import { nameOfContainer } from '../kubernetes/container-names.ts';
import { templateOf, type Workload } from '../kubernetes/workload.ts';
import type { Application } from '../schema/application.ts';
import { cpuSchema } from '../schema/autoscaling.ts';
import { durationMs } from '../values/duration.ts';
import { milliOf, quantity } from '../values/quantity.ts';
import { shareOf } from '../values/rate.ts';

/** The least quota that the kernel takes; the kubelet raises smaller ones to it (MinQuotaPeriod). */
const LEAST_QUOTA_MS = 1;

/** `undefined` where nothing says that service times are work of the CPU. */
export function cpuWorkOptions({ cpu, discipline }: Application): CpuWorkOptions | undefined {
  const isShared = discipline === 'processorSharing';
  if (cpu === undefined && !isShared) return undefined;
  const { share, idle, cores = 1 } = cpu ?? cpuSchema.parse({});
  return { share: shareOf(share), idle: quantity(idle), ...(isShared && { cores: quantity(cores) }) };
}

/**
 * A CPU limit as the kubelet sets it.
 * @see pkg/kubelet/cm/helpers_linux.go MilliCPUToQuota
 */
export function cpuQuotaOptions(
  { resources }: Pick<Container, 'resources'>,
  { cpuCFSQuota, cpuCFSQuotaPeriod }: ScenarioCluster['kubelet'],
): CfsQuotaOptions | undefined {
  const milli = resources?.limits?.cpu === undefined ? 0 : milliOf(resources.limits.cpu);
  if (milli === 0 || !cpuCFSQuota) return undefined;
  const periodMs = durationMs(cpuCFSQuotaPeriod);
  return { quotaMs: Math.max((milli / 1000) * periodMs, LEAST_QUOTA_MS), periodMs };
}

/**
 * What a container asks for: its limit, where it says nothing else.
 * @see pkg/apis/core/v1/defaults.go SetDefaults_Pod
 */
export function requestOf(
  { resources }: Pick<Container, 'resources'>,
  resource: 'cpu' | 'memory',
): string | number | undefined {
  return resources?.requests?.[resource] ?? resources?.limits?.[resource];
}

/**
 * What an autoscaler reads of the CPU: containers and sidecars, not the init containers that end.
 * @param serving index of the container that serves the requests.
 * @see pkg/controller/podautoscaler/replica_calculator.go calculatePodRequests
 */
export function podCpuOptions(workload: Workload, serving: number, application: Application): PodCpuOptions {
  const { share, idle } = application.cpu ?? cpuSchema.parse({});
  const { spec } = templateOf(workload);
  const asked = (each: Container | InitContainer, list: 'main' | 'init', i: number) => {
    const cpu = requestOf(each, 'cpu');
    return { name: nameOfContainer(spec, list, i), ...(cpu !== undefined && { milli: milliOf(cpu) }) };
  };
  return {
    container: nameOfContainer(spec, 'main', serving),
    requests: [
      ...spec.containers.map((each, i) => asked(each, 'main', i)),
      ...spec.initContainers.flatMap((each, i) =>
        each.restartPolicy === 'Always' ? [asked(each, 'init', i)] : [],
      ),
    ],
    share: shareOf(share),
    idleMilli: milliOf(idle),
  };
}
