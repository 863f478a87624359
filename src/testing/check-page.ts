/**
 * Opens a report page in Chromium and fails on any network request, console error or page error, or when the charts
 * do not come to life: `npx tsx src/testing/check-page.ts report.html [screenshot.png]`. A script and not a test,
 * because the tests must pass where no browser is installed. CHROMIUM names another binary; SCHEME=dark and
 * WIDTH=390 change what is photographed.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const QUIET = [
  'disable-gpu',
  'disable-background-networking',
  'disable-component-update',
  'disable-sync',
  'no-first-run',
];

/** Collects everything the page must not do. */
function watch(page: Page, url: string): string[] {
  const problems: string[] = [];
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:'))
      problems.push(`request: ${request.url()}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  return problems;
}

/** What must be true of the living page; strings, because the browser's globals are not known here. */
async function inspect(page: Page): Promise<string[]> {
  const problems: string[] = [];
  const count = (script: string) => page.evaluate<number>(script);
  const charts = await count('document.querySelectorAll("figure [role=img]").length');
  const live = await count('document.querySelectorAll("figure [data-live] svg").length');
  if (charts === 0 || live !== charts) problems.push(`charts: ${live} of ${charts} came to life`);
  const overflow = await count('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  if (overflow > 0) problems.push(`layout: the page is ${overflow} px wider than the window`);
  const ids = await count(
    'document.querySelectorAll("[id]").length - new Set([...document.querySelectorAll("[id]")].map((e) => e.id)).size',
  );
  if (ids > 0) problems.push(`markup: ${ids} ids are not unique`);
  return problems;
}

async function checkPage(file: string, screenshot: string | undefined): Promise<string[]> {
  const url = pathToFileURL(resolve(file)).href;
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', ...QUIET.map((name) => `--${name}`)],
  });
  try {
    const page = await browser.newPage({
      viewport: { width: Number(process.env['WIDTH'] ?? 1100), height: 900 },
      colorScheme: process.env['SCHEME'] === 'dark' ? 'dark' : 'light',
    });
    const problems = watch(page, url);
    await page.goto(url);
    await page.waitForSelector('html[data-ready]', { timeout: 20_000, state: 'attached' });
    problems.push(...(await inspect(page)));
    if (screenshot !== undefined) await page.screenshot({ path: screenshot, fullPage: true });
    return problems;
  } finally {
    await browser.close();
  }
}

const [file, screenshot] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: npx tsx src/testing/check-page.ts report.html [screenshot.png]');
  process.exitCode = 2;
} else {
  const problems = await checkPage(file, screenshot);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.error(`${file}: no request, no error, every chart alive`);
}
