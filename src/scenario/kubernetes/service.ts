/**
 * Schema of a Service (v1). Its ports say which container is behind it; its policies say which pods get which connections.
 */
import * as z from 'zod';
import { harmless, ignoring, labelsSchema, objectMetaSchema, protocol } from './fields.ts';

const portNumber = z.int().min(1).max(65_535);

const servicePort = z.strictObject({
  port: portNumber.meta({ description: 'Port of the Service.' }),
  name: z.string().min(1).optional().meta({ description: 'Name of the port.' }),
  targetPort: z
    .union([portNumber, z.string().min(1)], {
      error: 'expected a port from 1 to 65535 or the name of a container port',
    })
    .optional()
    .meta({ description: 'Port of the pods, by number or name. Default: port.' }),
  protocol: protocol.meta({ description: 'Default: TCP, by which all requests go.' }),
  ...ignoring(['appProtocol', 'nodePort'], () => harmless('does not affect requests')),
});

const TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] as const;

const spec = z.strictObject({
  selector: labelsSchema.default({}).meta({ description: 'Labels of the pods behind the Service.' }),
  ports: z
    .array(servicePort)
    .default([])
    .meta({ description: 'Ports; requests go to the one that they name, or the first.' }),
  type: z.enum(TYPES).default('ClusterIP').meta({
    description:
      'NodePort: clients outside enter by a random node. LoadBalancer: by one that passes health checks.',
  }),
  clusterIP: z
    .string()
    .optional()
    .meta({ description: '"None" makes the Service headless: the DNS names its ready endpoints.' }),
  externalName: z.string().optional().meta({
    description:
      'Of ExternalName: the name of one of "hosts", or of a Service such as "web.default.svc.cluster.local".',
  }),
  sessionAffinity: z
    .enum(['None', 'ClientIP'])
    .optional()
    .meta({ description: 'ClientIP: new connections of one client go to one pod. Default: None.' }),
  sessionAffinityConfig: z
    .strictObject({
      clientIP: z
        .strictObject({
          timeoutSeconds: z
            .int()
            .min(1)
            .max(86_400)
            .optional()
            .meta({ description: "Counted from the client's last new connection. Default: 10800." }),
        })
        .optional()
        .meta({ description: 'Of ClientIP.' }),
    })
    .optional()
    .meta({ description: 'Of sessionAffinity.' }),
  internalTrafficPolicy: z
    .enum(['Cluster', 'Local'])
    .optional()
    .meta({ description: 'Local: clients inside reach the pods of their own node only. Default: Cluster.' }),
  externalTrafficPolicy: z.enum(['Cluster', 'Local']).optional().meta({
    description:
      'Of NodePort and LoadBalancer; Local: connections from outside reach only pods of the node they enter by. Default: Cluster.',
  }),
  trafficDistribution: z
    .enum(['PreferClose', 'PreferSameZone', 'PreferSameNode'])
    .optional()
    .meta({ description: 'Which endpoints a node prefers while it has any such. Default: none.' }),
  publishNotReadyAddresses: z.boolean().optional().meta({
    description: 'true: pods get traffic as long as they have an address, ready or not. Default: false.',
  }),
  ...ignoring(
    [
      'allocateLoadBalancerNodePorts',
      'clusterIPs',
      'externalIPs',
      'healthCheckNodePort',
      'ipFamilies',
      'ipFamilyPolicy',
      'loadBalancerClass',
      'loadBalancerIP',
      'loadBalancerSourceRanges',
    ],
    () => harmless('requests are modelled from the ClusterIP on'),
  ),
});

const TOPOLOGY = 'Auto (or auto): each zone uses a share of the pods as large as its share of the nodes.';

const serviceMetaSchema = z.strictObject({
  ...objectMetaSchema.shape,
  annotations: z
    .looseObject({
      'service.kubernetes.io/topology-mode': z.string().optional().meta({ description: TOPOLOGY }),
    })
    .optional()
    .meta({ description: 'One annotation matters here: service.kubernetes.io/topology-mode.' }),
});

export const serviceSchema = z
  .strictObject({
    apiVersion: z.literal('v1', { error: 'expected "v1"' }).default('v1'),
    kind: z.literal('Service'),
    metadata: serviceMetaSchema,
    spec,
    status: harmless('written by the cluster'),
  })
  .meta({ id: 'Service', description: 'A Service, v1.' });

export type Service = z.output<typeof serviceSchema>;
