/** What a Service's name leads to, as the cluster's DNS has it: an address of its own, its endpoints, or another name. */
import type { Service } from './service.ts';

/** Whether the DNS gives clients the addresses of endpoints or hosts, instead of one that proxies know. */
export function isResolved({ spec }: Service): boolean {
  return spec.type === 'ExternalName' || spec.clusterIP === 'None';
}

const CLUSTER_NAME = /^([^.]+)\.([^.]+)\.svc(?:\.cluster\.local)?\.?$/;

/** The Service that an ExternalName leads to in the end; itself where it is none, or leads out of the cluster. */
export function targetOf(service: Service, services: readonly Service[]): Service {
  let target = service;
  for (let hop = 0; hop < services.length; hop++) {
    const [, name, namespace] = CLUSTER_NAME.exec(hostNameOf(target) ?? '') ?? [];
    const next = services.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
    if (next === undefined) return target;
    target = next;
  }
  return target;
}

/** The name outside that the Service is another name for; `null`: it is none. */
export function hostNameOf({ spec }: Service): string | null {
  return spec.type === 'ExternalName' ? (spec.externalName ?? '').replace(/\.$/, '') : null;
}
