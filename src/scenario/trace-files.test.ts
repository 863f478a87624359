import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatIssue, ScenarioError } from '../base/errors.ts';
import { loadScenario } from './load.ts';
import { expectedArrivals } from './values/arrivals.ts';
import { parseTimeStamp } from './values/time-stamp.ts';

const WEB = readFileSync(new URL('fixtures/web.jsonc', import.meta.url), 'utf8');
const FILES = {
  requests:
    'TIMESTAMP,Tokens\n2023-12-31 23:59:59.9500000,8\n2024-01-01 00:00:00.0000010,9\n\n2024-01-01T00:00:01Z,7\n',
  seconds: '0.25\n0.5\n2\n',
  counts: 'time,value\n10:0,oops\n',
  elb: 'timestamp,value\n2014-04-10 00:04:00,94.0\n2014-04-10 00:09:00,56.0\n2014-04-10 00:19:00,30.0\n',
  none: '# nothing\n',
};
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trace-'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, `${name}.csv`), text);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function load(trace: object) {
  const file = join(folder, 'web.jsonc');
  writeFileSync(file, WEB.replace('{ "poisson": { "rate": "200/s" } }', JSON.stringify({ trace })));
  return loadScenario({ inputs: [file] });
}

function mistakes(trace: object): string[] {
  try {
    load(trace);
  } catch (error) {
    if (error instanceof ScenarioError)
      return error.issues.map((issue) => formatIssue(issue).replaceAll(`${folder}/`, ''));
    throw error;
  }
  return [];
}

describe('a trace in a file', () => {
  it('gives every request its time since the first one, and is kept in the scenario', () => {
    const { simulation, scenario } = load({ file: 'requests.csv' });
    expect(simulation.traffic[0]!.arrivals).toEqual({ type: 'trace', timesMs: [0, 50.001, 1050] });
    expect(scenario.traffic[0]!.arrivals).toEqual({
      trace: { times: ['0ms', '50.001ms', '1050ms'], speed: 1 },
    });
  });

  it('may have seconds, and be played faster', () => {
    const { simulation } = load({ file: 'seconds.csv', speed: 5 });
    expect(simulation.traffic[0]!.arrivals).toEqual({ type: 'trace', timesMs: [0, 50, 350] });
  });

  it('may have counts of intervals, of which one without a row has none', () => {
    const { simulation } = load({ file: 'elb.csv', interval: '5m', speed: 60 });
    const steps = [94, 56, 0, 30, 0].map((count, i) => ({ fromMs: i * 5000, ratePerSecond: count / 5 }));
    expect(simulation.traffic[0]!.arrivals).toEqual({ type: 'steps', steps });
    expect(expectedArrivals(simulation, 0, simulation.durationMs, 0)).toBeCloseTo(180, 9);
    expect(expectedArrivals(simulation, 0, 7500, 0)).toBeCloseTo(94 + 28, 9);
  });

  it('has its mistakes reported with their lines', () => {
    expect(mistakes({ file: 'counts.csv', interval: '5m' })).toEqual([
      expect.stringMatching(/^counts\.csv:2:1: expected a row that begins with a time/),
    ]);
    expect(mistakes({ file: 'requests.csv', interval: '5m' })).toEqual([]);
    expect(mistakes({ file: 'seconds.csv', interval: '5m' })[0]).toContain(
      'expected a row that ends with a number of requests',
    );
    expect(mistakes({ file: 'none.csv' })[0]).toContain('a file with rows, but it has none');
    expect(mistakes({ file: 'missing.csv' })[0]).toMatch(
      /arrivals\.trace\.file: .*missing\.csv does not exist/,
    );
  });
});

describe('parseTimeStamp', () => {
  it('counts days as the calendar does', () => {
    for (const date of ['1970-01-01', '1999-12-31', '2000-02-29', '2000-03-01', '2024-12-31', '2100-03-01']) {
      const epoch = parseTimeStamp('1970-01-01')!;
      expect(parseTimeStamp(`${date}T12:34:56.789Z`)! - epoch).toBe(Date.parse(`${date}T12:34:56.789Z`));
    }
  });

  it('refuses what is no time', () => {
    for (const text of ['', 'TIMESTAMP', '-1', '2024-13-01', '2024-01-01 25:00', '12:00']) {
      expect(parseTimeStamp(text)).toBe(null);
    }
    expect(parseTimeStamp('250ms')).toBe(250);
    expect(parseTimeStamp('1.5')).toBe(1500);
  });
});
