import { expect, it } from 'vitest';
import { changeWords } from './endpoint-words.ts';

const ready = { ready: true, serving: true, terminating: false };
const unready = { ready: false, serving: false, terminating: false };
const going = { ready: false, serving: true, terminating: true };

it('says what became of the pods, alike ones together', () => {
  const changes = [
    { pod: 0, before: null, after: unready },
    { pod: 1, before: unready, after: ready },
    { pod: 2, before: ready, after: going },
    { pod: 3, before: ready, after: going },
    { pod: 4, before: ready, after: unready },
    { pod: 5, before: going, after: { ...going, serving: false } },
    { pod: 6, before: going, after: null },
  ];
  expect(changeWords(changes)).toBe(
    'of its pods 1 got an address, 1 became ready, 2 began to terminate, 1 became unready, 1 stopped serving, 1 went',
  );
});
