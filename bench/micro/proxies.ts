/**
 * How a data plane chooses an endpoint for a new connection: a line for each mode and policy. In the model one call at
 * one place makes the choice; each is measured alone here, so no other makes that place polymorphic.
 */
import { RandomStream } from '../../src/kernel/random.ts';
import { chooseUniformly } from '../../src/model/dataplane/proxy/iptables.ts';
import { microTask, type BenchTask, type Suite } from '../task.ts';
import { KEY } from './key.ts';

/** The endpoint of `endpoints` that a 32-bit draw falls on. */
type Choice = (endpoints: Int32Array, draw: number) => number;

const CHOICES: Readonly<Record<string, Choice>> = {
  iptables: chooseUniformly,
};
const SIZES = [16, 10_000];

function choosing(choose: Choice, size: number): BenchTask {
  return microTask('choice', 100_000, (operations) => {
    const endpoints = Int32Array.from({ length: size }, (_, i) => i);
    const stream = new RandomStream(KEY, 0, 1);
    const chosen = new Int32Array(size);
    const run = (): void => {
      for (let i = 0; i < operations; i++) chosen[choose(endpoints, stream.uint32())]! += 1;
    };
    return { run, results: () => [chosen] };
  });
}

export const proxies: Suite = Object.fromEntries(
  Object.entries(CHOICES).flatMap(([name, choose]) =>
    SIZES.map((size) => [`${name}, ${size} endpoints`, choosing(choose, size)]),
  ),
);
