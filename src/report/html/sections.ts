/** The parts of the page that are words and tables; each returns one piece of HTML, empty when it has nothing to say. */
import { CAUSE_MEANINGS } from '../../model/outcomes.ts';
import type { Estimate, Result, VariantResult } from '../../experiment/result.ts';
import { answerSentence, changesSentence, latencySentence } from '../answer.ts';
import {
  formatClock,
  formatCount,
  formatEstimate,
  formatPerRun,
  formatShare,
  hasInterval,
  NOTHING,
  type Unit,
} from '../format.ts';
import { causePerRun, kindsSeen, lossesByCause, lossesByPod, lossesBySource, whenLost } from '../ledger.ts';
import { reproduceCommand } from '../reproduce.ts';
import { flagSentences, NOT_COMPLETE, outcomeRows, thresholdRows } from '../rows.ts';
import { escapeHtml } from './escape.ts';
import { tableHtml } from './table.ts';

export function answerHtml(result: Result, variant: VariantResult): string {
  const lost = (variant.summary.failed.mean ?? 0) > 0;
  const asides = [latencySentence(result, variant), changesSentence(variant)].flatMap((text) =>
    text === null ? [] : [`<p class="aside">${escapeHtml(text)}</p>`],
  );
  const flags = flagSentences(variant).map((flag) => `<p class="flag" role="note">${escapeHtml(flag)}</p>`);
  return `<p class="answer ${lost ? 'lost' : 'well'}">${escapeHtml(answerSentence(result, variant))}</p>
${[...asides, ...flags].join('\n')}`;
}

/** The handful of figures a reader looks for first. */
export function cardsHtml({ summary }: VariantResult): string {
  const { rollout, latencyMs } = summary;
  const cards: [string, Estimate, Unit][] = [
    ['Error rate', summary.errorRate, 'share'],
    ['Lost per run', summary.failed, 'count'],
    ['Latency p50', latencyMs.p50, 'ms'],
    ['Latency p99', latencyMs.p99, 'ms'],
    ...(rollout === null
      ? []
      : ([['Rollout duration', rollout.durationMs, 'ms']] as [string, Estimate, Unit][])),
    ['Utilisation', summary.utilization, 'share'],
  ];
  const html = cards.map(([label, estimate, unit]) => {
    const { value, interval } = formatEstimate(estimate, unit);
    const words = hasInterval(estimate) ? `95\u00a0% CI ${interval}` : `${interval} runs`;
    const sure = interval === NOTHING ? '' : `<dd class="interval">${escapeHtml(words)}</dd>`;
    const shown = estimate === rollout?.durationMs && estimate.mean === null ? NOT_COMPLETE : value;
    return `<div class="card"><dt>${label}</dt><dd>${escapeHtml(shown)}</dd>${sure}</div>`;
  });
  return `<dl class="cards">${html.join('\n')}</dl>`;
}

export function ledgerHtml(result: Result, variant: VariantResult): string {
  const causes = lossesByCause(variant);
  if (causes.length === 0) return '<p>No request was lost, so the ledger is empty.</p>';
  const rows = causes.map((row) => [
    row.cause,
    kindsSeen(row),
    causePerRun(variant, row),
    formatShare(row.share),
    CAUSE_MEANINGS[row.cause],
  ]);
  const columns = [
    { title: 'Cause' },
    { title: 'The client saw', breaks: true },
    { title: 'Per run', align: 'right' as const },
    { title: 'Share', align: 'right' as const },
    { title: 'Meaning', wide: true },
  ];
  return `${tableHtml({ caption: 'Lost requests by cause', columns, rows })}
<p class="aside">${whenLost(result, variant)}</p>
${lossesBySourceHtml(variant)}
${lossesByPodHtml(variant)}`;
}

/** Which traffic lost how much; nothing when there is only one. */
function lossesBySourceHtml(variant: VariantResult): string {
  const sources = lossesBySource(variant);
  if (sources.length === 0) return '';
  const rows = sources.map((row) => [row.source, formatPerRun(row.perRun), formatShare(row.share)]);
  const columns = [
    { title: 'Traffic' },
    { title: 'Per run', align: 'right' as const },
    { title: 'Share', align: 'right' as const },
  ];
  return `<h3>By traffic</h3>\n${tableHtml({ caption: 'Lost requests by traffic', columns, rows })}`;
}

function lossesByPodHtml(variant: VariantResult): string {
  const pods = lossesByPod(variant);
  const rows = pods.map((row) => [
    row.pod ?? 'no pod was chosen',
    formatPerRun(row.perRun),
    formatShare(row.share),
  ]);
  const columns = [
    { title: 'Pod' },
    { title: 'Per run', align: 'right' as const },
    { title: 'Share', align: 'right' as const },
  ];
  return `<details><summary>Lost requests by pod (${formatCount(pods.length)})</summary>
${tableHtml({ caption: 'Lost requests by pod', columns, rows })}</details>`;
}

export function outcomesHtml(variant: VariantResult): string {
  const runs = variant.replications.length;
  const columns = [
    { title: 'Figure' },
    { title: runs === 1 ? 'One run' : `Mean of ${runs} runs`, align: 'right' as const },
    { title: '95 % interval', align: 'right' as const },
    { title: 'Meaning', wide: true },
  ];
  const rows = outcomeRows(variant).map((row) => [row.label, row.value, row.interval, row.meaning]);
  return tableHtml({ caption: 'All outcomes with 95 % confidence intervals', columns, rows });
}

export function thresholdsHtml(result: Result): string {
  const rows = thresholdRows(result);
  if (rows.length === 0) return '';
  const named = rows.some((row) => row.variant !== '');
  const remedies = rows.some((row) => row.remedy !== '');
  const cells = rows.map((row) => {
    const variant = named ? `<td>${escapeHtml(row.variant)}</td>` : '';
    return `<tr class="${row.verdict}"><th scope="row">${escapeHtml(row.expression)}</th>${variant}<td class="verdict">${row.mark} ${row.verdict}</td><td class="num">${escapeHtml(row.value)}</td><td class="num">${escapeHtml(row.interval)}</td>${remedies ? `<td class="wide">${escapeHtml(row.remedy)}</td>` : ''}</tr>`;
  });
  const variant = named ? '<th scope="col">Variant</th>' : '';
  return `<section aria-labelledby="thresholds"><h2 id="thresholds">Thresholds</h2>
<div class="scroll"><table><caption class="unseen">Thresholds and verdicts</caption>
<thead><tr><th scope="col">Threshold</th>${variant}<th scope="col">Verdict</th><th scope="col" class="num">Observed</th><th scope="col" class="num">95 % interval</th>${remedies ? '<th scope="col" class="wide">What to do</th>' : ''}</tr></thead>
<tbody>${cells.join('\n')}</tbody></table></div></section>`;
}

const MOST_TIMELINE_ROWS = 2000;
const OPEN_TIMELINE_ROWS = 40;

export function timelineHtml(variant: VariantResult, prefix: string): string {
  const { timeline } = variant;
  if (timeline.length === 0) return '<p>No timeline was recorded.</p>';
  const rows = timeline
    .slice(0, MOST_TIMELINE_ROWS)
    .map((entry) => [formatClock(entry.timeMs, true), entry.object, entry.what, entry.why ?? '']);
  const columns = [
    { title: 'Time', align: 'right' as const },
    { title: 'Object' },
    { title: 'What' },
    { title: 'Why', wide: true },
  ];
  const rest = timeline.length - rows.length;
  const id = `${prefix}timeline-rows`;
  return `<details${timeline.length <= OPEN_TIMELINE_ROWS ? ' open' : ''}><summary>${formatCount(timeline.length)} steps of the first run</summary>
<p class="filter" hidden><label for="${id}-filter">Filter</label> <input id="${id}-filter" type="search" data-filters="${id}" placeholder="pod, what, why"><output aria-live="polite"></output></p>
${tableHtml({ caption: 'Timeline of the first run', columns, rows, id })}
${rest > 0 ? `<p class="aside">The last ${formatCount(rest)} steps are left out here; result.json has them all.</p>` : ''}</details>`;
}

export function notesHtml(result: Result): string {
  if (result.notes.length === 0) return '';
  const items = result.notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('\n');
  return `<section aria-labelledby="notes"><h2 id="notes">Notes</h2><ul>${items}</ul></section>`;
}

function firstAloneHtml(result: Result): string {
  const [first, second] = result.variants[0]?.replications ?? [];
  if (first === undefined || second === undefined) return '';
  return `<p>The first run alone, the one whose pods and timeline are shown:</p>
<pre class="command"><code>${escapeHtml(reproduceCommand(result, first.index))}</code></pre>`;
}

export function reproduceHtml(result: Result): string {
  const scenario = escapeHtml(JSON.stringify(result.scenario, null, 2));
  return `<section aria-labelledby="reproduce"><h2 id="reproduce">How to reproduce</h2>
<p>Save the scenario below as <code>scenario.json</code>. The same seed gives the same figures${result.comparisons === undefined ? '' : ' of the first variant'}:</p>
<pre class="command"><code>${escapeHtml(reproduceCommand(result))}</code></pre>
${firstAloneHtml(result)}
<details><summary>The scenario, with every default written in</summary><pre tabindex="0"><code>${scenario}</code></pre></details></section>`;
}
