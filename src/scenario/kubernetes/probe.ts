/**
 * Schemas of probes and lifecycle hooks: fields and defaults as in the Kubernetes core/v1 API (SetDefaults_Probe).
 * Which handler a probe has matters; what it asks for is up to the application.
 */
import * as z from 'zod';
import { harmless, ignoring, seconds, unmodelled } from './fields.ts';

const DESTINATION = 'the application answers its health endpoint whatever the details of the call';

const portSchema = z.union([z.int().min(1).max(65_535), z.string().min(1)], {
  error: 'expected a port from 1 to 65535 or the name of a port',
});

const httpGet = z
  .strictObject({
    port: portSchema.meta({ description: 'Port, by number or name.' }),
    ...ignoring(['path', 'scheme', 'host', 'httpHeaders'], () => harmless(DESTINATION)),
  })
  .optional();

const tcpSocket = z
  .strictObject({
    port: portSchema.meta({ description: 'Port, by number or name.' }),
    host: harmless(DESTINATION),
  })
  .optional();

const grpc = z
  .strictObject({
    port: z.int().min(1).max(65_535).meta({ description: 'Port.' }),
    service: harmless(DESTINATION),
  })
  .optional();

const exec = z
  .strictObject({ command: z.array(z.string()).min(1).meta({ description: 'Command and arguments.' }) })
  .optional();

export const PROBE_TYPES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;
export const PROBE_HANDLERS = ['httpGet', 'tcpSocket', 'grpc', 'exec'] as const;
export const HOOK_HANDLERS = ['sleep', 'exec', 'httpGet'] as const;

export const probeSchema = z
  .strictObject({
    httpGet: httpGet.meta({ description: 'Success: a status from 200 to 399.' }),
    tcpSocket: tcpSocket.meta({ description: 'Success: a connection.' }),
    grpc: grpc.meta({ description: 'Success: SERVING.' }),
    exec: exec.meta({ description: 'Success: exit code 0.' }),
    initialDelaySeconds: seconds('Least age of the container at the first probe.', 0),
    periodSeconds: seconds('Time between probes.', 10, true),
    timeoutSeconds: seconds('A probe that takes longer has failed.', 1, true),
    successThreshold: seconds(
      'Successes in a row that count; must be 1 for liveness and startup probes.',
      1,
      true,
    ),
    failureThreshold: seconds('Failures in a row that count.', 3, true),
    terminationGracePeriodSeconds: z.int().min(1).max(1_000_000_000).optional().meta({
      description:
        "Until SIGKILL, for a container killed by this liveness or startup probe. Default: the pod's.",
    }),
  })
  .meta({ id: 'Probe', description: 'A probe: exactly one of httpGet, tcpSocket, grpc, exec.' });

function hook(when: string) {
  return z.strictObject({
    sleep: z
      .strictObject({ seconds: z.int().min(0).max(1_000_000_000).meta({ description: 'Seconds.' }) })
      .optional()
      .meta({ description: 'Sleeps.' }),
    exec: exec.meta({
      description: `Runs a command; \`sleep N\` is understood, for others see applications.<name>.${when}.`,
    }),
    httpGet: httpGet.meta({ description: `Calls the container; its length is applications.<name>.${when}.` }),
    tcpSocket: unmodelled('a hook Kubernetes itself does not run'),
  });
}

const ONE_OF = 'exactly one of sleep, exec, httpGet';

export const preStopSchema = hook('preStop').meta({ description: `Runs before SIGTERM: ${ONE_OF}.` });
export const postStartSchema = hook('postStart').meta({
  description: `Runs once the container has started, and the containers that follow wait for it: ${ONE_OF}.`,
});

export type Probe = z.output<typeof probeSchema>;
export type Hook = z.output<typeof preStopSchema>;
