// Facets: the values of a property with counts, a search inside them, and ranges of numbers.

import { el, fill, paused } from "../dom.js";
import { readFilter, toFilter } from "../filters.js";
import { failure, hue } from "../parts.js";
import { counted } from "../text.js";
import { toggled } from "./query.js";
import { rangePart } from "./ranges.js";

const SEARCHED = 8;
const MOST = 1000;
const PAUSE = 150;
const closed = new Set();
const sought = new Map();

/** Returns the facets as foldable parts. `change` gets the search that a click makes; `ask` a facet with other options. */
export function facetParts(facets, total, { search, change, ask }) {
  return facets.filter((each) => divides(each, total, search)).map((facet) => facetPart(facet, { search, change, ask }));
}

/** Whether a facet can narrow the search, or has done so. */
function divides({ name, values }, total, search) {
  if (search.filters.some((each) => readFilter(each).name === name)) return true;
  return values.length > 1 || (values.length === 1 && values[0].count < total);
}

function facetPart(facet, tools) {
  const own = tools.search.filters.map(readFilter).filter((each) => each.name === facet.name);
  const range = rangePart(facet, own, tools.search, tools.change);
  const values = valueParts(facet, tools);
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

function valueParts(facet, { search, change, ask }) {
  const list = el("ul", { class: "facet-values", tabindex: "0", "aria-label": facet.name });
  const rest = el("p", { class: "row small" });
  const show = ({ values, distinct }) => {
    fill(list, values.map((each) => valueEntry(facet.name, each, search, change)));
    const more = distinct - values.length;
    const all = () => look({ facet_limit: MOST, facet_query: sought.get(facet.name) });
    fill(rest, more > 0 && [`and ${counted(more, "rarer value")}`, values.length < MOST && el("button", { type: "button", class: "small", onclick: all }, "Show")]);
    rest.hidden = more <= 0;
  };
  const look = (more) => ask(facet.name, more).then(show, (error) => error.name === "AbortError" || fill(list, failure(error)));
  const seek = (text) => {
    sought.set(facet.name, text.trim());
    return text.trim() ? look({ facet_query: text.trim() }) : show(facet);
  };
  show(facet);
  if (sought.get(facet.name)) seek(sought.get(facet.name));
  return [facet.distinct >= SEARCHED ? searchInside(facet.name, seek) : null, list, rest];
}

function searchInside(name, seek) {
  const words = `Search in ${name}`;
  const box = el("input", { type: "search", "aria-label": words, placeholder: words, "data-key": `inside ${name}` });
  box.addEventListener("input", paused(PAUSE, () => seek(box.value)));
  box.value = sought.get(name) ?? "";
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
