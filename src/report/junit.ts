/**
 * Thresholds as JUnit XML, for CI systems that list tests: a suite per variant, a case per threshold. A failed one is a
 * failure; an undecided one is an error, because nothing was shown either way; one that the baseline does not keep is
 * skipped, because the baseline is not judged.
 */
import type { Result } from '../experiment/result.ts';
import { escapeHtml } from './html/escape.ts';
import { thresholdRows, type ThresholdRow } from './rows.ts';

/** Characters that no XML document may hold, not even escaped. */
// oxlint-disable-next-line eslint/no-control-regex -- these are what is meant
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function attribute(text: string): string {
  return escapeHtml(text.replaceAll(FORBIDDEN, '')).replaceAll(/[\n\r\t]+/g, ' ');
}

function caseXml(suite: string, row: ThresholdRow): string {
  const interval = row.interval === '' ? '' : ` (${row.interval})`;
  const observed = `observed ${row.value}${interval}`;
  const head = `<testcase classname="${attribute(suite)}" name="${attribute(row.expression)}"`;
  if (row.verdict === 'pass') return `    ${head}/>`;
  if (row.isOfBaseline) {
    return `    ${head}><skipped message="${attribute(`${row.verdict}, ${observed}: ${row.remedy}`)}"/></testcase>`;
  }
  const [tag, message] =
    row.verdict === 'fail' ? ['failure', observed] : ['error', `undecided, ${observed}: ${row.remedy}`];
  return `    ${head}><${tag} type="${row.verdict}" message="${attribute(message)}"/></testcase>`;
}

/** No times: they would differ from run to run. */
export function renderJunit(result: Result): string {
  const rows = thresholdRows(result);
  const suites = result.variants.map(({ name }, i) => {
    const own = rows.filter((__, row) => result.thresholds[row]?.variant === name);
    const judged = own.filter(({ isOfBaseline }) => !isOfBaseline);
    const count = (verdict: string): number => judged.filter((row) => row.verdict === verdict).length;
    const skipped = own.filter(({ isOfBaseline, verdict }) => isOfBaseline && verdict !== 'pass').length;
    const title = result.variants.length === 1 ? result.scenario.title : name;
    return `  <testsuite id="${i}" name="${attribute(title)}" tests="${own.length}" failures="${count('fail')}" errors="${count('undecided')}" skipped="${skipped}">
${own.map((row) => caseXml(title, row)).join('\n')}
  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${attribute(result.scenario.title)}">
${suites.join('\n')}
</testsuites>
`;
}
