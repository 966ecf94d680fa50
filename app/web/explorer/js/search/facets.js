// Facets: the values of a property with counts, a search inside them, and ranges of numbers.

import { el } from "../dom.js";
import { readFilter, toFilter } from "../filters.js";
import { hue } from "../parts.js";
import { counted } from "../text.js";
import { toggled } from "./query.js";
import { rangePart } from "./ranges.js";

const SEARCHED = 8;
const closed = new Set();
const sought = new Map();

/** Returns the facets as foldable parts. `change` gets the search that a click makes. */
export function facetParts(facets, total, search, change) {
  return facets.filter((each) => divides(each, total, search)).map((facet) => facetPart(facet, search, change));
}

/** Whether a facet can narrow the search, or has done so. */
function divides({ name, values }, total, search) {
  if (search.filters.some((each) => readFilter(each).name === name)) return true;
  return values.length > 1 || (values.length === 1 && values[0].count < total);
}

function facetPart(facet, search, change) {
  const own = search.filters.map(readFilter).filter((each) => each.name === facet.name);
  const total = facet.total_values ?? facet.distinct ?? null;
  const range = rangePart(facet, own, search, change);
  const values = valueParts(facet, total, search, change);
  const part = el(
    "details",
    { class: `facet ${hue(facet.name)}`, open: !closed.has(facet.name) },
    el("summary", {}, facet.name, own.length ? el("span", { class: "quiet" }, ` (${own.length})`) : null),
    el("div", { class: "facet-body" }, range, range ? singly(values) : values),
  );
  part.addEventListener("toggle", () => (part.open ? closed.delete(facet.name) : closed.add(facet.name)));
  return part;
}

function singly(values) {
  return el("details", {}, el("summary", { class: "small quiet" }, "Single values"), values);
}

function valueParts(facet, total, search, change) {
  const list = el("ul", { class: "facet-values", tabindex: facet.values.length > 7 ? "0" : null, "aria-label": facet.name });
  const show = (text) => {
    sought.set(facet.name, text);
    const wanted = text.trim().toLowerCase();
    const found = facet.values.filter((each) => `${each.display} ${each.value}`.toLowerCase().includes(wanted));
    list.replaceChildren(...found.map((each) => valueEntry(facet.name, each, search, change)));
  };
  show(sought.get(facet.name) ?? "");
  const box = facet.values.length >= SEARCHED ? searchInside(facet, show) : null;
  const rest = total !== null && total > facet.values.length ? total - facet.values.length : 0;
  return [box, list, rest ? el("p", { class: "quiet small" }, `and ${counted(rest, "rarer value")}`) : null];
}

function searchInside(facet, show) {
  const box = el("input", {
    type: "search",
    "aria-label": `Search in ${facet.name}`,
    placeholder: `Search in ${facet.name}`,
    "data-key": `inside ${facet.name}`,
    oninput: () => show(box.value),
  });
  box.value = sought.get(facet.name) ?? "";
  return box;
}

function valueEntry(name, { value, display, count }, search, change) {
  const filter = toFilter(name, value);
  const box = el("input", {
    type: "checkbox",
    "data-key": `facet ${filter}`,
    onchange: () => change(toggled(search, filter)),
  });
  box.checked = search.filters.includes(filter);
  return el("li", {}, el("label", {}, box, el("span", {}, display), el("span", { class: "count" }, count.toLocaleString("en"))));
}
