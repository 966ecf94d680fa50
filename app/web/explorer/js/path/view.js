// The path view: what connects two items.

import { get } from "../api.js";
import { announce, el, fill } from "../dom.js";
import { toFilter } from "../filters.js";
import { picture } from "../graph/drawing.js";
import { begin, settle } from "../graph/layout.js";
import { savePng, saveSvg } from "../graph/saving.js";
import { hue, itemLink } from "../parts.js";
import { picker } from "../picker.js";
import { address, go } from "../state.js";
import { counted } from "../text.js";

export async function open(place, { parameters }) {
  const ends = { from: parameters.get("from") ?? "", to: parameters.get("to") ?? "" };
  fill(place, el("h1", {}, "What connects two items?"), form(ends));
  if (ends.from && ends.to) place.append(...answer(await get("graph/path", { ...ends, limit: 20 }), place));
  return {};
}

function form(ends) {
  const change = (name) => (item) => go(address("path", { ...ends, [name]: item.id }));
  const [from, to] = [picker("One item", "path-from", change("from")), picker("The other item", "path-to", change("to"))];
  from.field.value = ends.from;
  to.field.value = ends.to;
  return el("div", { class: "card path-ends" }, from.part, to.part);
}

function answer({ paths }, place) {
  announce(counted(paths.length, "path"));
  if (!paths.length) return [el("p", { class: "notice" }, "No property and no further item connects them.")];
  const titles = new Map(paths.flatMap((each) => each.vertices).filter((each) => each.title).map((each) => [each.item, each.title]));
  for (const field of place.querySelectorAll(".path-ends input")) field.value = titles.get(field.value) ?? field.value;
  const words = paths[0].length === 2 ? "They share" : "One further item connects them";
  return [
    el("section", { class: "card" }, el("h2", {}, words), el("ol", { class: "plain paths" }, paths.map(entry))),
    el("section", { class: "card" }, el("h2", {}, "As a picture"), drawing(paths)),
  ];
}

function entry({ vertices }) {
  const parts = vertices.map((each) =>
    each.label === "Item"
      ? itemLink(each.item, each.title)
      : el(
          "a",
          { class: `chip prop ${hue(each.name)}`, href: address("search", { filter: toFilter(each.name, each.value) }) },
          el("span", { class: "name" }, each.name),
          each.display,
        ),
  );
  return el("li", { class: "row" }, parts.flatMap((each, n) => (n ? [el("span", { class: "quiet", "aria-hidden": "true" }, "—"), each] : [each])));
}

function drawing(paths) {
  const vertices = new Map();
  const edges = new Map();
  for (const path of paths) {
    for (const each of path.vertices) if (!vertices.has(each.id)) vertices.set(each.id, { ...each });
    path.vertices.slice(1).forEach((each, n) => {
      const [item, prop] = each.label === "Item" ? [each, path.vertices[n]] : [path.vertices[n], each];
      edges.set(`${item.id} ${prop.id}`, { from: item.id, to: prop.id, weight: path.weight / (path.length / 2) });
    });
  }
  const graph = { vertices: [...vertices.values()], edges: [...edges.values()] };
  begin(graph.vertices, graph.edges);
  settle(graph.vertices, graph.edges, matchMedia("(width < 40rem)").matches);
  const drawn = picture("The paths");
  requestAnimationFrame(() => drawn.draw(graph, (each) => each.item && go(address("item", {}, each.item))));
  return [
    el(
      "div",
      { class: "row" },
      el("button", { type: "button", onclick: () => saveSvg(drawn.canvas, "paths") }, "Save as SVG"),
      el("button", { type: "button", onclick: () => savePng(drawn.canvas, "paths") }, "Save as PNG"),
    ),
    drawn.canvas,
  ];
}
