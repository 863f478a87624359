/**
 * Advice about the containers of a template and what `applications` says of them: hooks whose length nobody says, and
 * words without effect.
 */
import type { View } from './draft.ts';
import { complain, read, warn } from './draft.ts';
import { templatePath } from './kubernetes/behind.ts';
import { containerNames, nameOfContainer } from './kubernetes/container-names.ts';
import type { Container } from './kubernetes/container.ts';
import { hookMs } from './kubernetes/pre-stop.ts';
import type { Modelled, World } from './kubernetes/world.ts';
import { templateOf, type Workload } from './kubernetes/workload.ts';
import type { Problems } from './problems.ts';
import { didYouMeanOrList } from './suggest.ts';
import { isRecord, valueAt, type Path } from './text/path.ts';
import { parseDuration } from './values/duration.ts';

const HOOKS = ['preStop', 'postStart'] as const;

/** @param serving index of the container behind the Service. */
export function adviseHooks(
  scenario: View,
  { object, parsed }: Modelled<Workload>,
  serving: number,
  problems: Problems,
): void {
  const { spec } = templateOf(parsed!);
  const base: Path = [...templatePath(parsed), 'spec'];
  const application: Path = ['applications', object.name];
  const advise = (container: Container, at: Path, words: Path): void => {
    for (const hook of HOOKS)
      adviseHook(scenario, object.view, container, hook, at, [...words, hook], problems);
  };
  spec.containers.forEach((container, i) => {
    const own = ['containers', nameOfContainer(spec, 'main', i)];
    advise(container, [...base, 'containers', i], [...application, ...(i === serving ? [] : own)]);
  });
  spec.initContainers.forEach((container, i) => {
    const own = ['containers', nameOfContainer(spec, 'init', i)];
    advise(container, [...base, 'initContainers', i], [...application, ...own]);
  });
}

/** @param at of the container in the object; `words`: where the scenario can say how long the hook takes. */
function adviseHook(
  scenario: View,
  object: View,
  { lifecycle }: Container,
  type: (typeof HOOKS)[number],
  at: Path,
  words: Path,
  problems: Problems,
): void {
  const hook = lifecycle?.[type];
  const written = read(scenario, words);
  const isUnknown = hook !== undefined && hookMs(hook) === null;
  if (isUnknown && written === undefined) {
    const expected = 'the length of this hook is unknown: taken as 0s';
    const hint = `say it in ${words.join('.')}`;
    warn(object, { path: [...at, 'lifecycle', type], expected, hint }, problems);
  } else if (!isUnknown && typeof written === 'string' && parseDuration(written) !== 0) {
    const expected =
      hook === undefined ? `there is no ${type} hook` : 'the manifest says how long the hook takes';
    warn(scenario, { path: words, expected: `has no effect: ${expected}` }, problems);
  }
}

/** Names of containers, in `applications.<workload>.containers` and in events, are those of the template. */
export function checkContainerNames(scenario: View, { workloads }: World, problems: Problems): void {
  for (const { object, parsed } of workloads) {
    if (parsed === null) continue;
    const names = containerNames(templateOf(parsed).spec);
    const check = (name: string, path: Path, unknownKey: boolean): void => {
      if (names.includes(name)) return;
      const expected = `expected the name of a container of ${object.view.label}`;
      const hint = didYouMeanOrList(name, names, 'containers');
      complain(scenario, { path, expected, hint, ...(unknownKey && { unknownKey }) }, problems);
    };
    const path: Path = ['applications', object.name, 'containers'];
    const written = read(scenario, path);
    for (const name of isRecord(written) ? Object.keys(written) : []) check(name, [...path, name], true);
    const events = read(scenario, ['events']);
    (Array.isArray(events) ? events : []).forEach((event, i) => {
      const [kind, name] = String(valueAt(event, ['target'])).split('/');
      const container = valueAt(event, ['container']);
      const isTarget = kind?.toLowerCase() === parsed.kind.toLowerCase() && name === object.name;
      if (isTarget && typeof container === 'string') check(container, ['events', i, 'container'], false);
    });
  }
}
