/** What the user should know of the input, in a line each: warnings, and what became of every Kubernetes object. */
import { formatIssue } from '../base/errors.ts';
import type { ObjectCoverage } from '../scenario/kubernetes/coverage.ts';
import type { LoadedScenario } from '../scenario/load.ts';

/**
 * Notes for a result: without the places in files, since the same scenario gives the same bytes wherever it lies.
 */
export function inputNotes({ warnings, coverage }: Pick<LoadedScenario, 'warnings' | 'coverage'>): string[] {
  const warned = warnings.map((warning) => formatIssue({ ...warning, position: null }));
  return [...warned, ...coverage.flatMap(coverageNotes)];
}

/** One line of counts; and one for each ignored field that could change what happens to requests. */
export function coverageNotes({ object, modelled, defaulted, ignored }: ObjectCoverage): string[] {
  const counts = `${fields(modelled.length)} modelled, ${defaulted.length} defaulted, ${ignored.length} ignored`;
  const harmless = ignored.filter((field) => !field.affectsRequests).map((field) => field.path);
  const without = harmless.length === 0 ? '' : ` (without effect on requests: ${harmless.join(', ')})`;
  const grave = ignored.filter((field) => field.affectsRequests);
  return [
    `${object}: ${counts}${without}`,
    ...grave.map((field) => `${object}.${field.path} is ignored, though it could matter: ${field.why}`),
  ];
}

function fields(count: number): string {
  return count === 1 ? '1 field' : `${count} fields`;
}
