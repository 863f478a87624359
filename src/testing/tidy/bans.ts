/** What a layer must not call, each with what to use instead. Imports are in layers.ts. */
import { isTest, type SourceFile } from './source-file.ts';

interface Ban {
  readonly pattern: RegExp;
  readonly layers: readonly string[];
  readonly instead: string;
}

const PURE = ['base', 'kernel', 'model'];
const ALL = [...PURE, 'scenario', 'experiment', 'report', 'cli'];

const BANS: readonly Ban[] = [
  {
    pattern: /\bMath\.random\b/,
    layers: ALL,
    instead: 'a RandomStream: the same seed must give the same bytes',
  },
  {
    pattern: /\b(?:Date|performance)\b/,
    layers: [...PURE, 'scenario', 'report'],
    instead: 'simulated time from the engine; wall-clock time belongs to cli',
  },
  {
    pattern: /\bconsole\./,
    layers: [...PURE, 'scenario', 'experiment', 'report'],
    instead: 'a return value or an error; only cli prints',
  },
  {
    pattern: /\bprocess\./,
    layers: [...PURE, 'scenario', 'report'],
    instead: 'a parameter; only cli and the executor know the process',
  },
  {
    pattern: /\bset(?:Timeout|Interval|Immediate)\(/,
    layers: [...PURE, 'scenario', 'report'],
    instead: 'an event of the engine',
  },
  {
    pattern: /\basync\b|\bawait\b|\bPromise\b/,
    layers: PURE,
    instead: 'an event of the engine: a promise costs more than the event it stands for',
  },
  {
    pattern: /\b(?:pods?|endpoints?|requests?|services?|deployments?|kubelet)\b/i,
    layers: ['base', 'kernel'],
    instead: 'the words of queueing and simulation: the kernel has never heard of Kubernetes',
  },
];

/** Banned calls of one file, as sentences with line numbers. */
export function banProblems(file: SourceFile): string[] {
  const [layer] = file.path.split('/');
  if (isTest(file.path)) return [];
  const lines = file.code.split('\n');
  return BANS.filter((ban) => ban.layers.includes(layer!)).flatMap(({ pattern, instead }) =>
    lines.flatMap((line, index) => {
      const found = pattern.exec(line);
      return found === null
        ? []
        : [`${file.path}:${index + 1}: ${found[0].trim()} is banned here; use ${instead}`];
    }),
  );
}
