/**
 * Schema of `cluster`: nodes, kube-proxy, network and the latencies of the control plane.
 */
import * as z from 'zod';
import {
  CONTROL_PLANE,
  DNS,
  ENDPOINT_SLICES,
  KUBE_PROXY,
  KUBELET,
  LOAD_BALANCER,
  NETWORK,
  NODE_MONITOR_GRACE_PERIOD,
  NODES,
} from '../defaults.ts';
import { labelsSchema } from '../kubernetes/fields.ts';
import { quantitySchema, taintSchema } from '../kubernetes/scheduling.ts';
import { autoscalingSchema } from './autoscaling.ts';
import { distribution } from './distribution.ts';
import { ingress } from './ingress.ts';
import { parseDuration } from '../values/duration.ts';
import { parseMilli, QUANTITY_WORDS } from '../values/quantity.ts';
import { choice, duration, positiveDuration } from './parts.ts';

const node = z.strictObject({
  name: z.string().min(1).meta({ description: 'Name of the node.' }),
  zone: z.string().min(1).default(NODES.zone).meta({ description: 'Zone of the node.' }),
  cpu: quantitySchema(
    'Cores its pods may ask for, and compete for by cpu.weight where applications.NAME.cpu says that their requests are work of the CPU. Default: no limit; scores take it for 4.',
  )
    .refine((cores) => parseMilli(cores) !== 0, { error: `${QUANTITY_WORDS}, above 0` })
    .optional(),
  memory: quantitySchema(
    'Bytes its pods may ask for. Default: no limit; scores take it for 16Gi.',
  ).optional(),
  pods: z.int().min(0).optional().meta({ description: 'Most pods on it. Default: no limit.' }),
  labels: labelsSchema.optional().meta({
    description: 'For nodeSelectors, beside kubernetes.io/hostname and topology.kubernetes.io/zone.',
  }),
  taints: z
    .array(taintSchema)
    .optional()
    .meta({ description: 'They keep pods off that do not tolerate them. Default: none.' }),
});

const nodes = z
  .union([z.int().min(1).max(5000), z.array(node).min(1).max(5000)], {
    error: 'expected a number of nodes from 1 to 5000, or a list such as [{ "name": "n1", "zone": "a" }]',
  })
  .default(NODES.count)
  .meta({ description: 'Number of nodes (all in zone "a"), or the nodes themselves.' });

const kubeProxy = z
  .strictObject({
    mode: choice(
      ['iptables', 'nftables', 'ipvs', 'userspace'],
      [],
      'How kube-proxy forwards connections.',
    ).default(KUBE_PROXY.mode),
    scheduler: choice(
      ['rr', 'wrr', 'lc', 'wlc', 'sh', 'dh', 'sed', 'nq', 'mh'],
      [],
      'How ipvs chooses, on each node by itself. Default: rr.',
    ).optional(),
    minSyncPeriod: duration(
      'Least time between the end of one sync of the rules and the next. Default: 1s; 0s with ipvs.',
    ).optional(),
    syncDuration: distribution('Run time of one sync of the rules, drawn per sync and node.').default(
      KUBE_PROXY.syncDuration,
    ),
    syncPerEndpoint: duration(
      'Added to it for each endpoint of the Services that the sync writes: those that have changed (partial sync), or all after a loss of power.',
    ).default(KUBE_PROXY.syncPerEndpoint),
  })
  .prefault({})
  .meta({ description: 'kube-proxy, one on every node.' });

const network = z
  .strictObject({
    sameNode: duration('One-way delay between two places on the same node.').default(NETWORK.sameNode),
    sameZone: duration('One-way delay between two nodes of one zone.').default(NETWORK.sameZone),
    crossZone: duration('One-way delay between nodes of different zones.').default(NETWORK.crossZone),
    external: duration(
      'One-way delay between a client outside the cluster and the node its connection enters by.',
    ).default(NETWORK.external),
    deadAddress: choice(
      ['timeout', 'unreachable'],
      [],
      'What a new connection to a pod address that is gone meets: silence until the client gives up, or an error at once.',
    ).default(NETWORK.deadAddress),
    tcpSynRetries: z.int().min(1).max(127).optional().meta({
      description:
        "The clients' sysctl: an unanswered SYN is sent again so often, each time after twice as long, from 1 s on. Default: 6.",
    }),
    tcpSynLinearTimeouts: z.int().min(0).max(127).optional().meta({
      description:
        "The clients' sysctl: so often more at first, every second. Default: 4; before Linux 6.5: 0.",
    }),
  })
  .prefault({})
  .meta({ description: 'One-way network delays.' });

const controlPlane = z
  .strictObject({
    apiWrite: distribution('A mutating API call, until it is stored.').default(CONTROL_PLANE.apiWrite),
    watch: distribution('From stored until one watcher has seen it, drawn per watcher.').default(
      CONTROL_PLANE.watch,
    ),
    scheduling: distribution('Time the scheduler needs to place one pod.').default(CONTROL_PLANE.scheduling),
    podSandbox: distribution("Set-up of a pod's sandbox and network.").default(CONTROL_PLANE.podSandbox),
    imagePull: distribution(
      'Pull of an image that its node does not have; images of pods that run at the beginning are there.',
    ).default(CONTROL_PLANE.imagePull),
    imageCheck: distribution(
      'Question to the registry about an image that its node has, with imagePullPolicy Always.',
    ).default(CONTROL_PLANE.imageCheck),
    containerStart: distribution('Creation and start of one container.').default(
      CONTROL_PLANE.containerStart,
    ),
    execStart: distribution('Start of a command in a container, by an exec probe.').default(
      CONTROL_PLANE.execStart,
    ),
    statusPatch: distribution("From the kubelet's decision until the new pod status is stored.").default(
      CONTROL_PLANE.statusPatch,
    ),
    plegRelist: distribution(
      "Run time of one of the kubelet's relists, which follow 1 s after each other.",
    ).default(CONTROL_PLANE.plegRelist),
    sandboxStop: distribution("From the end of a pod's last container until its network is gone.").default(
      CONTROL_PLANE.sandboxStop,
    ),
    controllerSync: distribution('Work of one sync of a controller, before its writes.').default(
      CONTROL_PLANE.controllerSync,
    ),
  })
  .prefault({})
  .meta({ description: 'Latency of every control-plane and node step.' });

const loadBalancer = z
  .strictObject({
    healthCheck: z
      .strictObject({
        interval: positiveDuration('Between two checks of a node.').default(LOAD_BALANCER.interval),
        healthyThreshold: z
          .int()
          .min(1)
          .max(100)
          .default(LOAD_BALANCER.healthyThreshold)
          .meta({ description: 'Successes in a row that take a node in.' }),
        unhealthyThreshold: z
          .int()
          .min(1)
          .max(100)
          .default(LOAD_BALANCER.unhealthyThreshold)
          .meta({ description: 'Failures in a row that take a node out.' }),
      })
      .prefault({})
      .meta({
        description: 'Under externalTrafficPolicy Local it asks each node for ready pods of its own.',
      }),
    weighted: z.boolean().default(LOAD_BALANCER.weighted).meta({
      description:
        'Nodes get new connections in proportion to their ready pods; false: all healthy nodes alike.',
    }),
    deregistrationDelay: duration(
      'So long after a node was taken out its connections are closed. Default: never.',
    ).optional(),
  })
  .prefault({})
  .meta({ description: 'In front of the nodes, for Services of type LoadBalancer.' });

const nodeMonitorGracePeriod = duration(
  'How long the control plane hears nothing of a node before it is no longer Ready.',
).default(NODE_MONITOR_GRACE_PERIOD);

const kubelet = z
  .strictObject({
    serializeImagePulls: z
      .boolean()
      .default(KUBELET.serializeImagePulls)
      .meta({ description: 'One image after another. Default: true.' }),
    featureGates: z
      .strictObject({
        ChangeContainerStatusOnKubeletRestart: z
          .boolean()
          .default(KUBELET.ChangeContainerStatusOnKubeletRestart)
          .meta({
            description:
              'A kubelet that begins anew takes pods with readiness probes for not ready until a probe succeeds, as all did before 1.35. Default: false.',
          }),
      })
      .prefault({})
      .meta({ description: 'Feature gates, by their names.' }),
    cpuCFSQuota: z
      .boolean()
      .default(KUBELET.cpuCFSQuota)
      .meta({ description: 'CPU limits are enforced. Default: true.' }),
    cpuCFSQuotaPeriod: positiveDuration('A CPU limit is a quota of each such period, 1ms to 1s.')
      .refine((value) => (parseDuration(value) ?? 0) >= 1 && (parseDuration(value) ?? 0) <= 1000, {
        error: 'expected a duration from 1ms to 1s',
      })
      .default(KUBELET.cpuCFSQuotaPeriod),
  })
  .prefault({})
  .meta({ description: "Settings of every node's kubelet." });

const imageNames = (description: string) => z.array(z.string().min(1)).default([]).meta({ description });

const images = z
  .strictObject({
    preloaded: imageNames('On the disk of every node from the beginning; others are where pods have run.'),
    missing: imageNames('The registry does not have them: pulls fail.'),
  })
  .prefault({})
  .meta({ description: 'Images, by their names in manifests and events.' });

const endpointSliceController = z
  .strictObject({
    maxEndpointsPerSlice: z.int().min(1).max(1000).default(ENDPOINT_SLICES.maxEndpointsPerSlice).meta({
      description: 'Endpoints in one EndpointSlice; each slice that changes is a write of its own.',
    }),
    endpointUpdatesBatchPeriod: duration(
      'From the first change of a pod until its Services are looked at, so that changes come in batches.',
    ).default(ENDPOINT_SLICES.endpointUpdatesBatchPeriod),
  })
  .prefault({})
  .meta({ description: 'Settings of the EndpointSlice controller.' });

const dns = z
  .strictObject({
    ttl: duration('For how long whoever gets an answer may keep it.').default(DNS.ttl),
    negativeTtl: duration('The same for the answer that there is no such name. Default: ttl.').optional(),
    cache: duration('For how long the server keeps answers itself, at most; 0s: it has no cache.').default(
      DNS.cache,
    ),
    lookup: distribution('Time of one query, seen from its client.').default(DNS.lookup),
  })
  .prefault({})
  .meta({
    description:
      'Cluster DNS, for traffic to headless Services, to ExternalNames, and wherever "dns" stands in the traffic.',
  });

export const clusterSchema = z
  .strictObject({
    nodes,
    kubeProxy,
    network,
    controlPlane,
    loadBalancer,
    ingress,
    nodeMonitorGracePeriod,
    kubelet,
    images,
    endpointSliceController,
    dns,
    autoscaling: autoscalingSchema.optional(),
  })
  .prefault({})
  .meta({ description: 'The cluster.' });
