/**
 * Schema of a HorizontalPodAutoscaler (autoscaling/v2, and v1), with the defaults of SetDefaults_HorizontalPodAutoscaler
 * (pkg/apis/autoscaling/v2/defaults.go), and the rules that span its fields.
 */
import * as z from 'zod';
import type { Complaint } from '../draft.ts';
import { positiveQuantity, quantity } from '../schema/autoscaling.ts';
import { choice } from '../schema/parts.ts';
import { harmless, objectMetaSchema } from './fields.ts';

const target = z
  .strictObject({
    type: choice(['Utilization', 'AverageValue', 'Value'], [], 'What is held at the target.'),
    averageUtilization: z.int().min(1).optional().meta({ description: 'Percent of what the pods request.' }),
    averageValue: positiveQuantity('Mean per pod.').optional(),
    value: positiveQuantity('In all.').optional(),
  })
  .meta({ description: 'The target.' });

const named = z
  .strictObject({
    name: z.string().min(1).meta({ description: 'Name of the metric.' }),
    selector: harmless('each name stands for one series'),
  })
  .meta({ description: 'The metric.' });

const resourceName = z.string().min(1).meta({ description: 'The resource: cpu.' });

const metric = z
  .strictObject({
    type: choice(['Resource', 'ContainerResource', 'Pods', 'Object', 'External'], [], 'Where it comes from.'),
    resource: z
      .strictObject({ name: resourceName, target })
      .optional()
      .meta({ description: 'Usage of the pods.' }),
    containerResource: z
      .strictObject({
        name: resourceName,
        container: z.string().min(1).meta({ description: 'Name of the container.' }),
        target,
      })
      .optional()
      .meta({ description: 'Usage of one container of each pod.' }),
    pods: z
      .strictObject({ metric: named, target })
      .optional()
      .meta({ description: 'Requests answered per second by each pod, under whatever name.' }),
    object: z
      .strictObject({
        metric: named,
        target,
        describedObject: harmless('its metric is the one of this name in metrics'),
      })
      .optional()
      .meta({ description: 'The series of this name in metrics.' }),
    external: z
      .strictObject({ metric: named, target })
      .optional()
      .meta({ description: 'The series of this name in metrics.' }),
  })
  .meta({ description: 'One metric; the highest proposal of all wins.' });

const policy = z.strictObject({
  type: choice(['Pods', 'Percent'], [], 'Unit of value.'),
  value: z.int().min(1).meta({ description: 'Change within the period at most.' }),
  periodSeconds: z.int().min(1).max(1800).meta({ description: 'The period.' }),
});

const rules = z.strictObject({
  stabilizationWindowSeconds: z
    .int()
    .min(0)
    .max(3600)
    .optional()
    .meta({ description: 'Recommendations of this time restrain the present one.' }),
  selectPolicy: choice(['Max', 'Min', 'Disabled'], [], 'Which policy decides.').default('Max'),
  policies: z.array(policy).min(1).optional().meta({ description: 'How fast replicas may change.' }),
  tolerance: quantity('A tolerance of its own, such as "50m" for 5 %.').optional(),
});

const spec = z.strictObject({
  scaleTargetRef: z
    .strictObject({
      apiVersion: z.string().optional().meta({ description: 'Its API.' }),
      kind: z.string().min(1).meta({ description: 'Its kind.' }),
      name: z.string().min(1).meta({ description: 'Its name.' }),
    })
    .meta({ description: 'What is scaled: a Deployment.' }),
  minReplicas: z.int().min(0).max(10_000).default(1).meta({ description: 'Default: 1.' }),
  maxReplicas: z.int().min(1).max(10_000).meta({ description: 'The most replicas.' }),
  metrics: z.array(metric).optional().meta({ description: 'Default: CPU at 80 % of what is requested.' }),
  targetCPUUtilizationPercentage: z
    .int()
    .min(1)
    .optional()
    .meta({ description: 'autoscaling/v1: CPU as a percentage of what is requested.' }),
  behavior: z
    .strictObject({
      scaleUp: rules.optional().meta({ description: 'On the way up.' }),
      scaleDown: rules.optional().meta({ description: 'On the way down.' }),
    })
    .optional()
    .meta({ description: 'How fast, and how steadily, it scales.' }),
});

export const autoscalerSchema = z
  .strictObject({
    apiVersion: z
      .enum(['autoscaling/v2', 'autoscaling/v1'], { error: 'expected "autoscaling/v2" or "autoscaling/v1"' })
      .default('autoscaling/v2'),
    kind: z.literal('HorizontalPodAutoscaler').meta({ description: 'Kind of the object.' }),
    metadata: objectMetaSchema,
    spec: spec.meta({ description: 'What is scaled, by what, and how.' }),
    status: harmless('written by the cluster'),
  })
  .meta({ id: 'HorizontalPodAutoscaler', description: 'A HorizontalPodAutoscaler.' });

export type HorizontalPodAutoscaler = z.output<typeof autoscalerSchema>;
type Metric = z.output<typeof metric>;

/** The members of a metric that say it, by its type. */
const MEMBERS = {
  Resource: 'resource',
  ContainerResource: 'containerResource',
  Pods: 'pods',
  Object: 'object',
  External: 'external',
} as const;

/** @see pkg/apis/autoscaling/validation ValidateHorizontalPodAutoscaler, validateMetricSpec */
export function checkAutoscaler({ spec: { minReplicas, maxReplicas, metrics } }: HorizontalPodAutoscaler) {
  const complaints: Complaint[] = [];
  if (maxReplicas < minReplicas) {
    const expected = `expected at least minReplicas, which is ${minReplicas}`;
    complaints.push({ path: ['spec', 'maxReplicas'], expected });
  }
  const scalesFromZero = metrics?.some(({ type }) => type === 'Object' || type === 'External') ?? false;
  if (minReplicas === 0 && !scalesFromZero) {
    const expected = 'expected at least 1: only an Object or External metric can bring pods back from 0';
    complaints.push({ path: ['spec', 'minReplicas'], expected });
  }
  (metrics ?? []).forEach((each, i) => complaints.push(...checkMetric(each, i)));
  return complaints;
}

function checkMetric(each: Metric, index: number): Complaint[] {
  const member = MEMBERS[each.type];
  const path = ['spec', 'metrics', index, member];
  const said = each[member];
  if (said === undefined) return [{ path, expected: `required: it says what the type ${each.type} means` }];
  const allowed = ALLOWED[each.type];
  const { type } = said.target;
  if (!allowed.includes(type)) {
    return [{ path: [...path, 'target', 'type'], expected: `expected one of ${allowed.join(', ')}` }];
  }
  const field = FIELDS[type];
  const fits = said.target[field] !== undefined;
  return fits ? [] : [{ path: [...path, 'target', field], expected: `required beside type ${type}` }];
}

const FIELDS = { Utilization: 'averageUtilization', AverageValue: 'averageValue', Value: 'value' } as const;

const ALLOWED: Readonly<Record<Metric['type'], readonly string[]>> = {
  Resource: ['Utilization', 'AverageValue'],
  ContainerResource: ['Utilization', 'AverageValue'],
  Pods: ['AverageValue'],
  Object: ['Value', 'AverageValue'],
  External: ['Value', 'AverageValue'],
};
