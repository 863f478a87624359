/** What the user should know of the input, in a line each: warnings, and what became of every Kubernetes object. */
import { formatIssue } from '../base/errors.ts';
import type { ObjectCoverage } from '../scenario/kubernetes/coverage.ts';
import type { LoadedScenario } from '../scenario/load.ts';

/**
 * Notes for a result: without the places in files, since the same scenario gives the same bytes wherever it lies. Of
 * objects written into a scenario only what is ignored and could matter; of manifests, whose writer may not have
 * thought of a simulator, everything.
 */
export function inputNotes({ warnings, coverage }: Pick<LoadedScenario, 'warnings' | 'coverage'>): string[] {
  const warned = warnings.map((warning) => formatIssue({ ...warning, position: null }));
  const noted = coverage.flatMap((object) =>
    /\.jsonc?$/i.test(object.file) ? graveNotes(object) : coverageNotes(object),
  );
  return [...warned, ...noted];
}

/** A line each of what is modelled, defaulted, ignored; and one for each ignored field that could matter. */
export function coverageNotes(coverage: ObjectCoverage): string[] {
  const { object, modelled, defaulted, ignored } = coverage;
  const harmless = ignored.filter((field) => !field.affectsRequests);
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['modelled', modelled.map(short)],
    ['defaulted', defaulted.map(({ path, value }) => `${short(path)} = ${JSON.stringify(value)}`)],
    ['ignored, without effect on requests', harmless.map((field) => short(field.path))],
  ];
  const filled = lists.filter(([, paths]) => paths.length > 0);
  return [
    ...filled.map(([what, paths]) => `${object}: ${what}: ${paths.join(', ')}`),
    ...graveNotes(coverage),
  ];
}

function graveNotes({ object, ignored }: ObjectCoverage): string[] {
  const grave = ignored.filter((field) => field.affectsRequests);
  return grave.map(({ path, why }) => {
    const what = path === '' ? object : `${object}: ${short(path)}`;
    return `${what} is ignored, though it could matter: ${why}`;
  });
}

/** The pod template's own path says nothing that its fields do not. */
function short(path: string): string {
  return path.replace(/^spec\.template\.spec\./, '');
}
