/** The reports of a result as files, with the assets they need: the page's script and the font of the pictures. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Result } from '../experiment/result.ts';
import type { ReportAssets } from '../report/report.ts';
import type { OutputFile } from './output.ts';

/** What a result can be stored or shown as, in the order the files are listed in. */
export const FORMATS = ['html', 'json', 'csv', 'md', 'junit', 'openmetrics', 'trace', 'svg', 'png'] as const;
export type Format = (typeof FORMATS)[number];

/** Starts loading what drawing needs (a quarter of a second), while other threads simulate. */
export async function warmUpReports(formats: readonly Format[]): Promise<void> {
  if (!needsPictures(formats)) return;
  await Promise.all([import('../report/report.ts'), import('vega'), import('vega-lite')]);
}

/** All files of `formats`; result.json comes last. */
export async function reportFiles(result: Result, formats: readonly Format[]): Promise<OutputFile[]> {
  const { renderReport } = await import('../report/report.ts');
  const { resultText } = await import('../experiment/result-text.ts');
  const stored = formats.includes('json') ? [{ path: 'result.json', content: resultText(result) }] : [];
  return [...(await renderReport(result, formats, await loadAssets(formats))), ...stored];
}

function needsPictures(formats: readonly Format[]): boolean {
  return formats.some((format) => format === 'html' || format === 'svg' || format === 'png');
}

async function loadAssets(formats: readonly Format[]): Promise<ReportAssets> {
  const browserRuntime = formats.includes('html') ? await readBrowserRuntime() : '';
  return { browserRuntime, fontFiles: [fontFile('400Regular'), fontFile('700Bold')] };
}

function fontFile(weight: string): string {
  return fileURLToPath(import.meta.resolve(`@expo-google-fonts/inter/${weight}/Inter_${weight}.ttf`));
}

/** Bundled by the build into dist/, whether this module runs from dist/bin or from src/cli. */
async function readBrowserRuntime(): Promise<string> {
  const file = new URL('../../dist/report/browser/runtime.js', import.meta.url);
  return readFile(file, 'utf8');
}
