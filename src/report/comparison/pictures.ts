/** The charts of a comparison, compiled: see forest.ts, runs.ts and multiples.ts. None where there is nothing to compare. */
import type { Result } from '../../experiment/result.ts';
import type { ChartSpec, ChartWords } from '../charts/chart.ts';
import { compilePicture, type Picture } from '../pictures.ts';
import { forestBody, forestMessage, FOREST_WORDS } from './forest.ts';
import { multiplesBody, multiplesMessage, MULTIPLES_WORDS } from './multiples.ts';
import { runsBody, runsMessage, RUNS_WORDS } from './runs.ts';
import { CHART_CONFIG } from '../theme.ts';

export async function comparisonPictures(result: Result): Promise<Picture[]> {
  if (result.comparisons === undefined) return [];
  const charts = [
    [FOREST_WORDS, forestMessage(result), forestBody(result)],
    [RUNS_WORDS, runsMessage(result), runsBody(result)],
    [MULTIPLES_WORDS, multiplesMessage(result), multiplesBody(result)],
  ] as const;
  const pictures: Picture[] = [];
  for (const [words, message, body] of charts) {
    pictures.push(await compilePicture(words, message, framed(words, message, body)));
  }
  return pictures;
}

function framed(words: ChartWords, message: string, body: ChartSpec): ChartSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: words.title, subtitle: words.subtitle },
    description: `${words.title}. ${message}`,
    config: CHART_CONFIG,
    ...body,
  };
}
