/** Schema of an Ingress (networking.k8s.io/v1): which Service gets the requests for a host and a path. */
import * as z from 'zod';
import type { Complaint } from '../draft.ts';
import type { Path } from '../text/path.ts';
import { harmless, objectMetaSchema, unmodelled } from './fields.ts';

const serviceBackend = z.strictObject({
  name: z.string().min(1).meta({ description: 'Name of the Service.' }),
  port: z
    .strictObject({
      name: z.string().min(1).optional().meta({ description: 'Name of a port of the Service.' }),
      number: z.int().min(1).max(65_535).optional().meta({ description: 'Number of a port of the Service.' }),
    })
    .meta({ description: 'Its port, by name or number.' }),
});

const backend = z.strictObject({
  service: serviceBackend.optional().meta({ description: 'The Service that gets the requests.' }),
  resource: unmodelled('only Services are backends in this version'),
});

const path = z.strictObject({
  path: z.string().default('/').meta({ description: 'Path of the URL. Default: /.' }),
  pathType: z.enum(['Exact', 'Prefix', 'ImplementationSpecific']).meta({
    description:
      'Exact: this path only. Prefix: this and those below it. ImplementationSpecific: all that begin with these characters, as nginx has it.',
  }),
  backend: backend.meta({ description: 'Where the requests go.' }),
});

const rule = z.strictObject({
  host: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Host of the URL; "*.example.com": any one label before it. Default: any host.' }),
  http: z
    .strictObject({ paths: z.array(path).min(1).meta({ description: 'The longest that matches counts.' }) })
    .optional()
    .meta({ description: 'Paths of the host. Default: the default backend gets all.' }),
});

const spec = z.strictObject({
  defaultBackend: backend.optional().meta({ description: 'Gets what no path of the hosts matches.' }),
  rules: z.array(rule).default([]).meta({ description: 'What goes where, by host and path.' }),
  ingressClassName: harmless('the controllers of cluster.ingress serve every class'),
  tls: unmodelled('TLS handshakes are not modelled'),
});

export const ingressSchema = z
  .strictObject({
    apiVersion: z
      .literal('networking.k8s.io/v1', { error: 'expected "networking.k8s.io/v1"' })
      .default('networking.k8s.io/v1'),
    kind: z.literal('Ingress'),
    metadata: z.strictObject({
      ...objectMetaSchema.shape,
      annotations: unmodelled('annotations of ingress controllers are not read: see cluster.ingress'),
    }),
    spec,
    status: harmless('written by the cluster'),
  })
  .meta({ id: 'Ingress', description: 'An Ingress, networking.k8s.io/v1.' });

export type Ingress = z.output<typeof ingressSchema>;
export type IngressBackend = z.output<typeof serviceBackend>;

/** @see pkg/apis/networking/validation ValidateIngressSpec */
export function checkIngress({ spec: { rules, defaultBackend } }: Ingress): Complaint[] {
  const complaints: Complaint[] = [];
  if (rules.length === 0 && defaultBackend === undefined) {
    complaints.push({ path: ['spec'], expected: 'expected rules or a defaultBackend' });
  }
  if (defaultBackend !== undefined)
    complaints.push(...checkPort(defaultBackend.service, ['spec', 'defaultBackend']));
  rules.forEach(({ http }, i) => {
    (http?.paths ?? []).forEach((each, j) => {
      const at = ['spec', 'rules', i, 'http', 'paths', j];
      if (!each.path.startsWith('/')) {
        complaints.push({ path: [...at, 'path'], expected: 'expected an absolute path, such as "/"' });
      }
      complaints.push(...checkPort(each.backend.service, [...at, 'backend']));
    });
  });
  return complaints;
}

function checkPort(service: IngressBackend | undefined, base: Path): Complaint[] {
  if (service === undefined) return [];
  const { name, number } = service.port;
  if ((name === undefined) !== (number === undefined)) return [];
  const expected = 'expected either the name or the number of the port';
  return [{ path: [...base, 'service', 'port'], expected }];
}
