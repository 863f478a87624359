import { describe, expect, it } from 'vitest';
import { ADAPTERS } from './adapters.ts';
import { runTable } from './run-table.ts';

describe('runTable', () => {
  const adapters = [
    {
      tables: {
        sums: (row: { a: number; b: number; sum: number }, table: { base: number }) => {
          if (Number.isNaN(row.a)) throw new Error('no number');
          return { expected: row.sum, actual: table.base + row.a + row.b };
        },
      },
    },
  ];

  it('tells which cases pass, with what was expected and what came', () => {
    const table = {
      base: 10,
      cases: [{ name: 'good', a: 1, b: 2, sum: 13 }, { a: 1, b: 2, sum: 3 }, { a: NaN }],
    };
    expect(runTable('sums', table, adapters)).toEqual([
      { name: 'good', passed: true, detail: 'expected 13, got 13' },
      { name: 'case 2', passed: false, detail: 'expected 3, got 13' },
      { name: 'case 3', passed: false, detail: 'Error: no number' },
    ]);
  });

  it('says when nobody knows the table', () => {
    expect(runTable('products', { cases: [] }, adapters)).toBeNull();
  });
});

describe('ADAPTERS', () => {
  it('name each table once', () => {
    const names = ADAPTERS.flatMap(({ tables }) => Object.keys(tables));
    expect(new Set(names).size).toBe(names.length);
  });
});
