/**
 * Schemas of endpoints that are written by hand: Endpoints (v1) and EndpointSlice (discovery.k8s.io/v1). They count for
 * Services without a selector; those of the others are written by the controllers, from the pods.
 */
import * as z from 'zod';
import { choice, ipAddress } from '../schema/parts.ts';
import { harmless, ignoring, labelsSchema, objectMetaSchema, unmodelled } from './fields.ts';
import type { Service } from './service.ts';

const TARGET = () => harmless('an endpoint is known by its address');

const port = z.strictObject({
  name: z.string().optional().meta({ description: "Must be the name of the Service's port. Default: none." }),
  port: z.int().min(1).max(65_535).optional().meta({ description: 'Port at the address.' }),
  ...ignoring(['protocol', 'appProtocol'], () => harmless('does not affect requests')),
});

const address = z.strictObject({
  ip: ipAddress('Where the endpoint is.'),
  ...ignoring(['hostname', 'targetRef'], TARGET),
  nodeName: unmodelled('endpoints written by hand are outside the cluster in this version'),
});

const subset = z.strictObject({
  addresses: z.array(address).default([]).meta({ description: 'Endpoints that are ready.' }),
  notReadyAddresses: z.array(address).default([]).meta({ description: 'Endpoints that are not.' }),
  ports: z.array(port).default([]).meta({ description: 'Ports of these endpoints.' }),
});

export const endpointsSchema = z
  .strictObject({
    apiVersion: z.literal('v1', { error: 'expected "v1"' }).default('v1'),
    kind: z.literal('Endpoints'),
    metadata: objectMetaSchema,
    subsets: z.array(subset).default([]).meta({ description: 'The endpoints of the Service of this name.' }),
  })
  .meta({ id: 'Endpoints', description: 'Endpoints, v1, of the Service of the same name.' });

const condition = (description: string) => z.boolean().optional().meta({ description });

const sliceEndpoint = z.strictObject({
  addresses: z
    .array(ipAddress('Where the endpoint is.'))
    .min(1)
    .max(100)
    .meta({ description: 'Addresses; the first counts.' }),
  conditions: z
    .strictObject({
      ready: condition('Default: true.'),
      serving: condition('Default: as ready.'),
      terminating: condition('Default: false.'),
    })
    .prefault({})
    .meta({ description: 'Nobody checks whether they are true.' }),
  ...ignoring(['hostname', 'targetRef', 'deprecatedTopology'], TARGET),
  ...ignoring(['nodeName', 'zone', 'hints'], () =>
    unmodelled('endpoints written by hand are outside the cluster in this version'),
  ),
});

const API_VERSION = 'discovery.k8s.io/v1';

export const endpointSliceSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION, { error: `expected "${API_VERSION}"` }).default(API_VERSION),
    kind: z.literal('EndpointSlice'),
    metadata: z.strictObject({
      ...objectMetaSchema.shape,
      labels: labelsSchema
        .default({})
        .meta({ description: 'kubernetes.io/service-name says whose they are.' }),
    }),
    addressType: choice(['IPv4', 'IPv6'], ['FQDN'], 'Kind of the addresses.'),
    endpoints: z.array(sliceEndpoint).max(1000).default([]).meta({ description: 'The endpoints.' }),
    ports: z.array(port).default([]).meta({ description: 'Ports of these endpoints.' }),
  })
  .meta({ id: 'EndpointSlice', description: 'An EndpointSlice, discovery.k8s.io/v1.' });

type Endpoints = z.output<typeof endpointsSchema>;
type EndpointSlice = z.output<typeof endpointSliceSchema>;
export type WrittenEndpoints = Endpoints | EndpointSlice;

const SERVICE_NAME = 'kubernetes.io/service-name';

/** An endpoint for one port of a Service. */
export interface WrittenEndpoint {
  readonly address: string;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

/** Whether the object holds endpoints of the Service: by its name, or by the label of a slice. */
export function areOf({ kind, metadata }: WrittenEndpoints, service: Service): boolean {
  if (metadata.namespace !== service.metadata.namespace) return false;
  const name = kind === 'Endpoints' ? metadata.name : metadata.labels[SERVICE_NAME];
  return name === service.metadata.name;
}

/** Whether the Service takes its endpoints from what is written by hand. */
export function takesWritten({ spec }: Service): boolean {
  return spec.type !== 'ExternalName' && Object.keys(spec.selector).length === 0;
}

/**
 * The endpoints of the port of this name ('': of the port without one), each address once, the first mention counting.
 * @see pkg/controller/endpointslicemirroring; pkg/proxy/endpointslicecache.go
 */
export function endpointsFor(portName: string, written: readonly WrittenEndpoints[]): WrittenEndpoint[] {
  const found = new Map<string, WrittenEndpoint>();
  for (const endpoint of written.flatMap((each) => all(each, portName))) {
    if (!found.has(endpoint.address)) found.set(endpoint.address, endpoint);
  }
  return [...found.values()];
}

function all(written: WrittenEndpoints, portName: string): WrittenEndpoint[] {
  const hasPort = (ports: readonly { readonly name?: string | undefined }[]) =>
    ports.some(({ name = '' }) => name === portName);
  if (written.kind === 'EndpointSlice') {
    return hasPort(written.ports) ? written.endpoints.map(ofSlice) : [];
  }
  return written.subsets.flatMap(({ addresses, notReadyAddresses, ports }) => {
    if (!hasPort(ports)) return [];
    const of = (ip: string, ready: boolean) => ({ address: ip, ready, serving: ready, terminating: false });
    return [...addresses.map(({ ip }) => of(ip, true)), ...notReadyAddresses.map(({ ip }) => of(ip, false))];
  });
}

function ofSlice({ addresses, conditions }: EndpointSlice['endpoints'][number]): WrittenEndpoint {
  const { ready = true, terminating = false } = conditions;
  return { address: addresses[0]!, ready, serving: conditions.serving ?? ready, terminating };
}
