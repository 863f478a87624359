/**
 * What endpoints written by hand, and names of other domains, lead to: servers outside the cluster, and addresses at
 * which there is nobody. Each address is a row of the pod table, before those of all pods, with a pod object that no
 * controller knows: whoever meets an address need not care what is behind it.
 */
import { NONE } from '../none.ts';
import type { ApplicationOptions, HostOptions, SimulationOptions } from '../options.ts';
import { programsOf } from '../traffic/programs.ts';
import * as AddressState from '../workload/address-state.ts';
import * as Pods from '../workload/pod-memory.ts';
import type { PodTable } from '../workload/pod-table.ts';
import type { EndpointChange } from './endpoint-slices.ts';
import { newOwner, newPod, type Pod } from './pod.ts';

export class Outside {
  /** By row. */
  readonly pods: readonly Pod[];
  /** One-way delays between any node and the places outside, which are numbered after the nodes. */
  readonly delaysMs: readonly number[];
  private readonly options: SimulationOptions;
  private readonly rows = new Map<string, number>();

  /** @param table still without rows. */
  constructor(options: SimulationOptions, table: PodTable) {
    this.options = options;
    const servers = serversOf(options);
    const programs = programsOf(options);
    this.delaysMs = [...new Set(servers.map(({ delayMs }) => delayMs))];
    this.pods = servers.map(({ address, host, delayMs, application }) => {
      // Those of hosts follow the numbers of workloads.
      const owner = host === NONE ? NONE : options.workloads.length + host;
      const program = programs.findIndex((each) => each.host === host && host !== NONE);
      const row = table.add(application, program);
      const node = options.cluster.nodes.length + this.delaysMs.indexOf(delayMs);
      Pods.ints[(row << Pods.INTS_LOG2) | Pods.NODE] = node;
      Pods.ints[(row << Pods.INTS_LOG2) | Pods.STATE] =
        host === NONE ? AddressState.gone : AddressState.accepting;
      this.rows.set(address, row);
      return podAt(row, address, owner, node, application);
    });
  }

  /** Whether the row is one of these. */
  has(row: number): boolean {
    return row < this.pods.length;
  }

  /** The rows of a host's addresses; ascending. */
  rowsOf(host: number): Int32Array {
    return Int32Array.from(this.options.hosts![host]!.addresses, (address) => this.rows.get(address)!);
  }

  /** The endpoints of a Service that were written by hand, as news; ascending. */
  endpointsOf(service: number): EndpointChange[] {
    const written = this.options.services[service]!.endpoints ?? [];
    const changes = written.map(({ address, ready, serving, terminating }) => {
      return { pod: this.rows.get(address)!, before: null, after: { ready, serving, terminating } };
    });
    return changes.toSorted((a, b) => a.pod - b.pod);
  }
}

interface Server {
  readonly address: string;
  /** NONE: nobody. */
  readonly host: number;
  readonly delayMs: number;
  readonly application: ApplicationOptions;
}

/** The addresses of all hosts, then those of nobody. */
function serversOf({ hosts = [], services, cluster }: SimulationOptions): Server[] {
  const known = hosts.flatMap(({ addresses, delayMs, application }: HostOptions, host) =>
    addresses.map((address) => ({ address, host, delayMs, application })),
  );
  const taken = new Set(known.map(({ address }) => address));
  const written = services.flatMap(({ endpoints = [] }) => endpoints.map(({ address }) => address));
  const dead = [...new Set(written)].filter((address) => !taken.has(address));
  const delayMs = cluster.network.externalMs;
  return [...known, ...dead.map((address) => ({ address, host: NONE, delayMs, application: NOBODY }))];
}

/** The program at an address without one. */
const NOBODY: ApplicationOptions = {
  startup: { type: 'constant', value: 0 },
  initialization: { type: 'constant', value: 0 },
  concurrency: 1,
  queue: 0,
  serviceTime: { type: 'constant', value: 0 },
  coldStart: { factor: 1, durationMs: 0 },
  onTerm: 'exit',
  failureRatio: 0,
  health: { path: 'separate', serviceTime: { type: 'constant', value: 0 } },
};

function podAt(
  number: number,
  name: string,
  workload: number,
  node: number,
  application: ApplicationOptions,
): Pod {
  const template = {
    terminationGracePeriodSeconds: 0,
    preStopMs: 0,
    startupProbe: null,
    readinessProbe: null,
    livenessProbe: null,
    application,
  };
  const head = { kind: 'Pod', name, workload, revision: 1 } as const;
  const owner = newOwner(head, { labels: {}, pod: template }, new Int32Array(1));
  const always = { onlyNode: NONE, createdMs: -Infinity, startupMs: 0, initializationMs: 0 };
  const pod = newPod(owner, { number, name, ...always });
  return { ...pod, node, hasAddress: true, ready: true, remains: true };
}
