/** What a container is called; in inline resources the name may be left out. */

interface Containers {
  readonly containers: readonly { readonly name?: string | undefined }[];
  readonly initContainers: readonly { readonly name?: string | undefined }[];
}

/** Its name, or its place in the list: `container-2`, `init-1`. */
export function nameOfContainer(spec: Containers, list: 'init' | 'main', index: number): string {
  const { name } = (list === 'init' ? spec.initContainers : spec.containers)[index]!;
  return name ?? `${list === 'init' ? 'init' : 'container'}-${index + 1}`;
}

/** Of all containers, init containers first. */
export function containerNames(spec: Containers): string[] {
  return [
    ...spec.initContainers.map((_, i) => nameOfContainer(spec, 'init', i)),
    ...spec.containers.map((_, i) => nameOfContainer(spec, 'main', i)),
  ];
}
