/**
 * Gathers what the user named: reads the inputs, tells scenarios from manifests, follows `manifests`, and applies
 * the options of the command line, each where it belongs. Nothing is validated here beyond what that needs.
 */
import type { Draft } from './draft.ts';

import { isManifest, objectsAt } from './kubernetes/objects.ts';
import type { KubernetesObject, ObjectPlace } from './kubernetes/objects.ts';
import { parseDocuments, readText, relativeTo, STDIN, stem } from './loader.ts';
import type { Mention } from './loader.ts';
import type { Problems } from './problems.ts';
import { addIssue } from './problems.ts';
import { quickScenario } from './quick.ts';
import type { QuickOptions } from './quick.ts';
import { applyToObjects, applyToScenario } from './settings.ts';
import type { Overrides } from './settings.ts';
import { formatPath, isRecord, valueAt, type Path } from './text/path.ts';
import { destinationsIn } from './kubernetes/service-ports.ts';
import type { SourceDocument } from './text/source.ts';

export interface LoadRequest {
  /** Paths of a scenario (.json, .jsonc, .yaml), of Kubernetes manifests, or both; `-` is {@link LoadRequest.stdin}. */
  readonly inputs: readonly string[];
  readonly stdin?: string;
  /** `path=value` as typed after `--set`. */
  readonly sets?: readonly string[];
  /** Options that replace fields of the scenario. */
  readonly overrides?: Overrides;
  /** What stands in for a scenario when only manifests are given. */
  readonly quick?: QuickOptions;
}

export interface Assembly {
  /** `null` after reporting why there is no scenario. */
  readonly draft: Draft | null;
  readonly objects: readonly KubernetesObject[];
  /** False when something could not be read, so that references to it say nothing. */
  readonly complete: boolean;
  /** Every file, in the order of first mention. */
  readonly files: readonly string[];
  /** For scenarios without one. */
  readonly title: string;
}

export function assemble(request: LoadRequest, problems: Problems): Assembly {
  const reader: Reader = { problems, files: [], complete: true };
  const documents = request.inputs.flatMap((file) => readInput(file, request.stdin, reader));
  const [scenario, ...others] = documents.filter(({ value }) => !isManifest(value));
  for (const { locate } of others) {
    addIssue(problems, { position: locate([]), expected: 'expected only one scenario among the inputs' });
  }
  const manifests = documents.filter(({ value }) => isManifest(value));
  const title = stem(scenario?.file ?? request.inputs[0] ?? 'scenario');
  const found = scenario === undefined ? null : openScenario(scenario, request, reader);
  const places = manifests.map((document) => ({ draft: draftOf(document), base: [], inline: false }));
  const objects = [...(found?.objects ?? []), ...places.flatMap((place) => objectsAt(place, problems))];
  const draft = found?.draft ?? (scenario === undefined ? openQuick(objects, request, problems) : null);
  applyToObjects({ objects, destinations: destinationsIn(draft?.value) }, request.sets ?? [], problems);
  const { complete, files } = reader;
  return { draft, objects, complete, files, title };
}

/** What reading files leaves behind. */
interface Reader {
  readonly problems: Problems;
  readonly files: string[];
  complete: boolean;
}

function readInput(file: string, stdin: string | undefined, reader: Reader): SourceDocument[] {
  return readDocuments(file, reader, () =>
    file === STDIN ? (stdin ?? '') : readText(file, { position: null, path: '' }, reader.problems),
  );
}

function readDocuments(file: string, reader: Reader, readAll: () => string | null): SourceDocument[] {
  const before = reader.problems.issues.length;
  reader.files.push(file);
  const text = readAll();
  const documents = text === null ? [] : parseDocuments(file, text, reader.problems);
  if (reader.problems.issues.length > before) reader.complete = false;
  return documents;
}

/** Applies the options, then collects the objects that the scenario holds or names. */
function openScenario(document: SourceDocument, request: LoadRequest, reader: Reader) {
  const { problems } = reader;
  if (!isRecord(document.value)) {
    const expected = 'expected a scenario (an object with "version": 1) or Kubernetes objects';
    addIssue(problems, { position: document.locate([]), expected });
    return null;
  }
  const draft = draftOf(document);
  refuseQuick(request.quick ?? {}, problems);
  applyToScenario(draft, request.overrides ?? {}, request.sets ?? [], problems);
  const events = Array.isArray(draft.value['events']) ? draft.value['events'] : [];
  const places = [
    ...placesIn(draft, document, [], reader),
    ...events.flatMap((event, i) =>
      isRecord(event) && event['do'] === 'applyManifest'
        ? placesIn(draft, document, ['events', i], reader).map((place) => ({ ...place, event: i }))
        : [],
    ),
  ];
  return { draft, objects: places.flatMap((place) => objectsAt(place, problems)) };
}

/** Where the objects stand that the `manifests` and `resources` at a path of the scenario name and hold. */
function placesIn(draft: Draft, document: SourceDocument, base: Path, reader: Reader): ObjectPlace[] {
  const listAt = (key: string): readonly unknown[] => {
    const list = valueAt(draft.value, [...base, key]);
    return Array.isArray(list) ? list : [];
  };
  const named = listAt('manifests').flatMap((file, i) => {
    if (typeof file !== 'string' || file === '') return [];
    const path = [...base, 'manifests', i];
    const mention = { position: document.locate(path), path: formatPath(path) };
    return readManifests(relativeTo(document.file, file), mention, reader);
  });
  return [
    ...named.map((each) => ({ draft: draftOf(each), base: [], inline: false })),
    ...listAt('resources').map((_, i) => ({ draft, base: [...base, 'resources', i], inline: true })),
  ];
}

function readManifests(file: string, mention: Mention, reader: Reader): SourceDocument[] {
  const documents = readDocuments(file, reader, () => readText(file, mention, reader.problems));
  return documents.filter((document) => {
    if (isManifest(document.value)) return true;
    const expected = 'expected a Kubernetes object with kind and apiVersion';
    addIssue(reader.problems, { position: document.locate([]), expected });
    return false;
  });
}

function openQuick(
  objects: readonly KubernetesObject[],
  request: LoadRequest,
  problems: Problems,
): Draft | null {
  if (objects.length === 0) {
    if (problems.issues.length === 0) {
      addIssue(problems, {
        position: null,
        expected: 'expected a scenario or Kubernetes manifests among the inputs',
      });
    }
    return null;
  }
  const draft = quickScenario(objects, request.quick ?? {}, request.overrides?.duration, problems);
  if (draft !== null) applyToScenario(draft, request.overrides ?? {}, request.sets ?? [], problems);
  return draft;
}

const INSTEAD: Readonly<
  Record<Exclude<keyof QuickOptions, 'checkOnly'>, readonly [option: string, hint: string]>
> = {
  rate: ['--rate', 'use --set traffic[0].arrivals.poisson.rate=…'],
  serviceTime: ['--service-time', 'use --set applications.<name>.serviceTime.exponential.mean=…'],
  to: ['--to', 'use --set traffic[0].to=…'],
};

/** The options for manifests alone would contradict a scenario. */
function refuseQuick(quick: QuickOptions, problems: Problems): void {
  for (const key of ['rate', 'serviceTime', 'to'] as const) {
    if (quick[key] === undefined) continue;
    const [path, hint] = INSTEAD[key];
    addIssue(problems, {
      position: null,
      path,
      expected: 'is for manifests without a scenario',
      received: quick[key],
      hint,
    });
  }
}

function draftOf(document: SourceDocument): Draft {
  return { document, value: isRecord(document.value) ? document.value : {}, settings: [] };
}
