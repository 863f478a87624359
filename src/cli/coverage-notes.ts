/** What the user should know of the input, in a line each: warnings, assumptions, and what became of the objects. */
import { formatIssue } from '../base/errors.ts';
import { few, ignoredByReason, shorten } from '../scenario/describe/coverage.ts';
import type { ObjectCoverage } from '../scenario/kubernetes/coverage.ts';
import type { LoadedScenario } from '../scenario/load.ts';

/**
 * Notes for a result: without the places in files, since the same scenario gives the same bytes wherever it lies. Of
 * objects written into a scenario only what is ignored and could matter; of manifests, whose writer may not have
 * thought of a simulator, everything.
 */
export function inputNotes({
  warnings,
  assumptions,
  coverage,
}: Pick<LoadedScenario, 'warnings' | 'assumptions' | 'coverage'>): string[] {
  const warned = warnings.map((warning) => formatIssue({ ...warning, position: null }));
  const manifests = coverage.filter(({ file }) => !/\.jsonc?$/i.test(file));
  return [...assumptions, ...warned, ...graveNotes(coverage), ...fieldNotes(manifests)];
}

/** A line for each reason to ignore what could matter, then what is modelled, defaulted and ignored by kind of object. */
export function coverageNotes(coverage: readonly ObjectCoverage[]): string[] {
  return [...graveNotes(coverage), ...fieldNotes(coverage)];
}

function graveNotes(coverage: readonly ObjectCoverage[]): string[] {
  return ignoredByReason(coverage, (affectsRequests) => affectsRequests).map(
    ({ what, isOne, why }) => `${what} ${isOne ? 'is' : 'are'} ignored, though it could matter: ${why}`,
  );
}

/** Objects of a kind are alike: each list is given once, for all of them. */
function fieldNotes(coverage: readonly ObjectCoverage[]): string[] {
  const kinds = [...new Set(coverage.map(({ kind }) => kind))];
  return kinds.flatMap((wanted) => {
    const alike = coverage.filter(({ kind }) => kind === wanted);
    const objects = few(alike.map(({ object }) => object));
    const harmless = alike.flatMap(({ ignored }) => ignored.filter((field) => !field.affectsRequests));
    const defaulted = alike.flatMap((each) => each.defaulted);
    const lists: readonly (readonly [string, readonly string[]])[] = [
      ['modelled where written', alike.flatMap(({ modelled }) => modelled.map(shorten))],
      [
        'defaulted where not',
        defaulted.map(({ path, value }) => `${shorten(path)} = ${JSON.stringify(value)}`),
      ],
      ['ignored, without effect on requests', harmless.map(({ path }) => shorten(path))],
    ];
    return lists.flatMap(([what, fields]) => {
      const named = [...new Set(fields)].filter((field) => field !== '');
      if (named.length > 0) return [`${objects}: ${what}: ${named.join(', ')}`];
      return fields.length > 0 ? [`${objects}: ${what}`] : [];
    });
  });
}
