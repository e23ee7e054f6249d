// The groups whose borders a tensor crosses on its way in.

import type { Document } from "../document.ts";

/** For each edge by its id the groups around its target that are not around its source, innermost first. */
export function entered({ nodes, edges }: Document): Map<string, readonly string[]> {
  const parents = new Map(nodes.map(({ id, parent }) => [id, parent]));
  const around = (id: string) => {
    const groups: string[] = [];
    for (let group = parents.get(id); group !== undefined; group = parents.get(group)) groups.push(group);
    return groups;
  };
  return new Map(
    edges.map(({ id, source, target }) => {
      const outside = new Set(around(source));
      return [id, around(target).filter((group) => !outside.has(group))];
    }),
  );
}
