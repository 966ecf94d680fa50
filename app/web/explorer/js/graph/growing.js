// A graph that grows as the reader expands it.

import { get, part } from "../api.js";
import { toFilter } from "../filters.js";

const NEAR = 12;
const HOLDERS = 15;

export class Growing {
  constructor() {
    this.vertices = new Map();
    this.edges = new Map();
    this.weights = new Map();
    this.expanded = new Set();
  }

  /** Adds what is around a vertex: for an item its properties and the items like it, for a property its items. */
  async expand(id) {
    if (this.expanded.has(id)) return;
    const known = this.vertices.get(id);
    if (known?.label === "Property") await this.addHolders(known);
    else await this.addNeighborhood(known?.item ?? id.replace(/^item\//, ""));
    this.expanded.add(id);
  }

  async addNeighborhood(item) {
    const [around, similar] = await Promise.all([
      get(`graph/neighborhood/${part(item)}`, { limit: NEAR }),
      get(`items/${part(item)}/similar`, { limit: NEAR }),
    ]);
    for (const each of similar.hits.flatMap((hit) => hit.shared)) this.weights.set(`property/${each.name}/${each.value}`, each.weight);
    this.add(around);
  }

  async addHolders({ id, name, value }) {
    const { hits } = await get("graph/search", { filter: toFilter(name, value), limit: HOLDERS });
    const vertices = hits.map((each) => ({ id: `item/${each.id}`, label: "Item", item: each.id, title: each.title }));
    const edges = vertices.map((each) => ({ id: `${each.id}|${id}`, from: each.id, to: id }));
    this.add({ vertices, edges });
  }

  add({ vertices, edges }) {
    for (const each of vertices) if (!this.vertices.has(each.id)) this.vertices.set(each.id, { ...each });
    for (const each of edges) this.edges.set(`${each.from} ${each.to}`, each);
  }

  /** Returns what is shown: without the properties of hidden names, and without items that these alone connect. */
  shown(hidden, first) {
    const properties = new Set([...this.vertices.values()].filter((each) => each.label === "Property" && !hidden.has(each.name)).map((each) => each.id));
    const edges = [...this.edges.values()].filter((each) => properties.has(each.to));
    const joined = new Set([first, ...edges.flatMap((each) => [each.from, each.to])]);
    const vertices = [...this.vertices.values()].filter((each) => joined.has(each.id));
    return { vertices, edges: edges.map((each) => ({ ...each, weight: this.weights.get(each.to) })) };
  }

  names() {
    const all = [...this.vertices.values()].filter((each) => each.label === "Property").map((each) => each.name);
    return [...new Set(all)].sort();
  }
}
