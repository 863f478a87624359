/**
 * The JSON Schema of a scenario file, for completion and checks in editors. It is made from the schema that loads
 * scenarios, so that it cannot say anything else; what spans several fields (references, sums) it cannot express.
 */
import * as z from 'zod';
import { autoscalerSchema } from './kubernetes/autoscaler.ts';
import { ingressSchema } from './kubernetes/ingress.ts';
import { endpointSliceSchema, endpointsSchema } from './kubernetes/endpoints.ts';
import { ignoredFields } from './kubernetes/fields.ts';
import { serviceSchema } from './kubernetes/service.ts';
import { familyOf, WORKLOAD_KINDS } from './kubernetes/workload.ts';
import { scenarioSchema } from './schema/scenario.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;
type Definitions = { readonly definitions?: Record<string, JsonSchema> };

/** Draft 7, which editors complete best. A fresh object at every call. */
export function scenarioJsonSchema(): JsonSchema {
  const scenario = jsonSchemaOf(scenarioSchema);
  const { Resource, Traffic, ...definitions } = definitionsOf(scenario);
  return {
    ...scenario,
    $id: 'scenario.schema.json',
    definitions: {
      ...definitions,
      // Rules of Ingresses may say it instead: see routeTraffic.
      Traffic: { ...Traffic, required: (Traffic?.required ?? []).filter((key) => key !== 'to') },
      Resource: {
        ...Resource,
        allOf: [
          ...WORKLOAD_KINDS,
          'Service',
          'Endpoints',
          'EndpointSlice',
          'HorizontalPodAutoscaler',
          'Ingress',
        ].map(onlyFor),
      },
      ...Object.assign(
        {},
        ...WORKLOAD_KINDS.map((kind) => definitionsOf(jsonSchemaOf(familyOf(kind).schema))),
      ),
      ...definitionsOf(jsonSchemaOf(serviceSchema)),
      ...definitionsOf(jsonSchemaOf(endpointsSchema)),
      ...definitionsOf(jsonSchemaOf(endpointSliceSchema)),
      ...definitionsOf(jsonSchemaOf(autoscalerSchema)),
      ...definitionsOf(jsonSchemaOf(ingressSchema)),
    },
  };
}

function onlyFor(kind: string): JsonSchema {
  return {
    if: { properties: { kind: { const: kind } }, required: ['kind'] },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { $ref: `#/definitions/${kind}` },
  };
}

function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    override: ({ zodSchema, jsonSchema }) => {
      const reason = ignoredFields.get(zodSchema);
      if (reason !== undefined) jsonSchema.description = `Ignored: ${reason.why}.`;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
}

/** The shared parts, and the schema itself where it has a name of its own. */
function definitionsOf(schema: JsonSchema): Record<string, JsonSchema> {
  const { definitions = {}, $schema: _dialect, id, ...self } = schema as JsonSchema & Definitions;
  const named = typeof id === 'string' ? { [id]: self } : {};
  return { ...definitions, ...named };
}
