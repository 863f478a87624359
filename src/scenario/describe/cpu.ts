/** What a container needs of the CPU, and how much of it it may use, in words. */
import type { ClusterOptions, PodOptions } from '../../model/options.ts';
import { milliseconds, number, percent } from './text.ts';

/** An indented line; none where nothing says that requests are work of the CPU. */
export function cpuWords(pod: PodOptions, cluster: ClusterOptions): string[] {
  const {
    application: { cpu },
    cpuQuota,
    requests,
    qosClass = 'BestEffort',
  } = pod;
  if (cpu === undefined) return [];
  const { share, idle, cores } = cpu;
  const words = [
    ...(cores === undefined ? [] : [`requests share ${number(cores)} ${cores === 1 ? 'core' : 'cores'}`]),
    ...(share === 1 ? [] : [`${percent(share)} of a service time is work of the CPU, the rest waiting`]),
    ...(idle === 0 ? [] : [`it uses ${number(idle)} cores besides`]),
    ...(cpuQuota === undefined || share === 0
      ? []
      : [
          `throttled beyond ${milliseconds(cpuQuota.quotaMs)} of CPU time in each ${milliseconds(cpuQuota.periodMs)}`,
        ]),
    ...(competes(pod, cluster)
      ? [
          `competes for the cores of its node as ${qosClass}, with requests of ${number(requests?.cpu ?? 0)} cores`,
        ]
      : []),
  ];
  return words.length === 0 ? [] : [`  CPU: ${words.join('; ')}`];
}

/** Whether its requests are work of the CPU on nodes whose cores are known. */
export function competes({ application: { cpu } }: PodOptions, { nodes }: ClusterOptions): boolean {
  return cpu !== undefined && cpu.share > 0 && nodes.some((node) => node.cpu !== undefined);
}
