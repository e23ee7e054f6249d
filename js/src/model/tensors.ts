// All tensors of a document, and which of them each edge carries and each node takes and gives.

import type { Document, Edge, Formula, Node, Shape, TensorSpec } from "../document.ts";
import { entered } from "./borders.ts";
import type { Calculator } from "./calculator.ts";
import { groupBy } from "./collections.ts";
import type { Dependence } from "./dependence.ts";
import type { Graph } from "./graph.ts";
import { Tensor } from "./tensor.ts";

/** It is not known what this depends on. */
const ANYTHING = -1;

const NONE: readonly Tensor[] = [];

export class Tensors {
  readonly #edges: ReadonlyMap<string, Tensor>;
  readonly #outputs: ReadonlyMap<string, readonly Tensor[]>;
  readonly #inputs: ReadonlyMap<string, readonly Tensor[]>;
  /** Tensors that are alike in all are one. */
  readonly #distinct = new Map<string, Tensor>();
  readonly #calculator: Calculator;
  readonly #dependence: Dependence;

  constructor({ nodes, edges }: Document, graph: Graph, calculator: Calculator, dependence: Dependence) {
    this.#calculator = calculator;
    this.#dependence = dependence;
    this.#edges = new Map(edges.map((edge) => [edge.id, this.#tensor(edge, dependence.ofNode(edge.source))]));
    this.#outputs = new Map(
      nodes.map(({ id, outputs }) => [id, outputs.map((each) => this.#tensor(each, dependence.ofNode(id)))]),
    );
    const crossing = crossingEdges(graph);
    this.#inputs = new Map(
      nodes.map((node) => [
        node.id,
        this.#entering(node, graph.incoming.get(node.id), crossing.get(node.id)),
      ]),
    );
  }

  /** Takes over what the calculator has worked out; `changed` are the symbols that are not at their recorded sizes. */
  refresh(changed: number): void {
    for (const tensor of this.#distinct.values()) tensor.refresh(this.#calculator, changed);
  }

  /** The tensor of an edge of the document. */
  ofEdge(id: string): Tensor {
    const tensor = this.#edges.get(id);
    if (tensor === undefined) throw new Error(`there is no edge ${id}`);
    return tensor;
  }

  outputsOf(id: string): readonly Tensor[] {
    return this.#outputs.get(id) ?? NONE;
  }

  inputsOf(id: string): readonly Tensor[] {
    return this.#inputs.get(id) ?? NONE;
  }

  /** A call's inputs come along the edges that enter it, a group's along those that cross its border. */
  #entering({ inputs }: Node, entering: readonly Edge[] = [], crossing: readonly Edge[] = []): Tensor[] {
    return inputs.map((input, index) => {
      const own = entering.find((edge) => edge.target_input === index);
      if (own !== undefined) return this.ofEdge(own.id);
      if (input.formula !== undefined || crossing.length === 0) return this.#tensor(input, 0);
      return this.#crossingAs(input, crossing) ?? this.#tensor(input, ANYTHING);
    });
  }

  /** What enters a group in the shape of `input`; null if that may be this tensor or that one. */
  #crossingAs({ shape }: TensorSpec, crossing: readonly Edge[]): Tensor | null {
    const alike = crossing.filter((edge) => `${edge.shape}` === `${shape}`).map(({ id }) => this.ofEdge(id));
    const [first = null, ...others] = alike;
    return others.every((other) => other === first) ? first : null;
  }

  #tensor({ shape, formula }: { shape: Shape; formula?: Formula }, dependsOn: number): Tensor {
    const places = formula?.map((axis) => this.#calculator.place(axis)) ?? null;
    const reach = places === null ? dependsOn | this.#dependence.knobs : 0;
    const key = `${shape} ${places} ${reach}`;
    const known = this.#distinct.get(key);
    if (known !== undefined) return known;
    const tensor = new Tensor({ recorded: shape, places, dependsOn: reach });
    this.#distinct.set(key, tensor);
    return tensor;
  }
}

/** The edges from outside to inside each group. */
function crossingEdges(graph: Graph): Map<string, Edge[]> {
  const crossings = [...graph.edges.values()].flatMap((edge) =>
    entered(graph, edge).map((group) => ({ group, edge })),
  );
  const byGroup = groupBy(crossings, ({ group }) => group);
  return new Map([...byGroup].map(([group, entries]) => [group, entries.map(({ edge }) => edge)]));
}
