/** Which pods refuse the connections of which Services, because none of their containers listens on the target port. */
import type { PodOptions, ServiceOptions, SimulationOptions } from '../options.ts';
import { matches } from '../traffic/behind.ts';
import { isClosed } from './target-port.ts';

export class ClosedPorts {
  private readonly services: readonly ServiceOptions[];
  /** By service: pods. */
  private readonly closedAt: readonly Set<number>[];

  constructor(services: readonly ServiceOptions[]) {
    this.services = services;
    this.closedAt = services.map(() => new Set());
  }

  /** O(services × ports) */
  podCreated(pod: number, labels: Readonly<Record<string, string>>, template: PodOptions): void {
    this.services.forEach((service, i) => {
      if (matches(service.selector, labels) && isClosed(service, template)) this.closedAt[i]!.add(pod);
    });
  }

  has(service: number, pod: number): boolean {
    return this.closedAt[service]!.has(pod);
  }
}

/** `null` where every pod that there may be listens on the ports that the Services send to. */
export function closedPorts({ services, workloads, events }: SimulationOptions): ClosedPorts | null {
  const templates = [
    ...workloads,
    ...events.flatMap((event) => (event.type === 'applyManifest' ? [event.spec] : [])),
  ];
  const mayRefuse = templates.some(({ labels, pod }) =>
    services.some((service) => matches(service.selector, labels) && isClosed(service, pod)),
  );
  return mayRefuse ? new ClosedPorts(services) : null;
}
