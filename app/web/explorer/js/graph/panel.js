// What is known of the vertex that the reader chose, and where to go from it.

import { el } from "../dom.js";
import { toFilter } from "../filters.js";
import { hue, itemLink } from "../parts.js";
import { address } from "../state.js";
import { counted } from "../text.js";

/** Returns the panel of a vertex in what is shown. */
export function panel(vertex, shown, first, known) {
  return vertex.label === "Item" ? itemPanel(vertex, shown, first, known) : propertyPanel(vertex, shown);
}

function itemPanel(vertex, { vertices, edges }, first, known) {
  const own = new Set(edges.filter((each) => each.from === vertex.id).map((each) => each.to));
  const from = first.replace(/^item\//, "");
  return [
    el("h2", {}, vertex.title || vertex.item),
    el("p", {}, itemLink(vertex.item, "Open the item"), " · ", el("a", { href: address("graph", {}, vertex.item) }, "Start here")),
    known.has("findPaths") && vertex.id !== first
      ? el("p", {}, el("a", { href: address("path", { from, to: vertex.item }) }, "What connects it with the first item?"))
      : null,
    el("ul", { class: "chips", "aria-label": "Properties" }, vertices.filter((each) => own.has(each.id)).map(propertyEntry)),
  ];
}

function propertyPanel(vertex, { vertices, edges }) {
  const holders = new Set(edges.filter((each) => each.to === vertex.id).map((each) => each.from));
  const items = vertices.filter((each) => holders.has(each.id));
  return [
    el("h2", {}, `${vertex.name}: ${vertex.display ?? vertex.value}`),
    el("p", {}, el("a", { href: address("search", { filter: toFilter(vertex.name, vertex.value) }) }, "Search for it")),
    el("p", { class: "quiet" }, `${counted(items.length, "item")} of it in this picture`),
    el("ul", { class: "plain" }, items.slice(0, 20).map((each) => el("li", {}, itemLink(each.item, each.title)))),
  ];
}

function propertyEntry({ name, display, value }) {
  return el("li", { class: `chip prop ${hue(name)}` }, el("span", { class: "name" }, name), display ?? value);
}
