// What the service understood, as chips: parts of the query, then the filters and the order.

import { el } from "../dom.js";
import { readFilter, toFilter, toRange } from "../filters.js";
import { hue } from "../parts.js";
import { rounded, without } from "../text.js";

/** Returns the chips. `change` gets the search that a click makes. */
export function understoodChips(query, search, change) {
  const parts = query.understood.map((each) => partChip(each, search, change));
  const filters = search.filters.map((each) => filterChip(each, search, change));
  return el("ul", { class: "understood", "aria-label": "What was understood" }, parts, filters);
}

function partChip(part, search, change) {
  const rest = { ...search, q: without(search.q, part.start, part.end) };
  const filter = filterOf(part);
  const known = part.kind === undefined || filter !== null;
  return el(
    "li",
    { class: `chip ${part.name ? hue(part.name) : ""}` },
    el("span", { class: "name" }, `“${part.text}”`),
    known || part.name ? el("span", {}, "→ ", meaning(part)) : el("span", { class: "quiet" }, "as text"),
    filter && button("Pin", `Pin ${meaning(part)}: require it`, () => change(pinned(rest, filter))),
    part.value && button("Not", `Not ${meaning(part)}: exclude it`, () => change(pinned(rest, excluding(part)))),
    button("✕", `Drop “${part.text}” from the query`, () => change(rest)),
  );
}

function filterChip(text, search, change) {
  const { name, said, value, exclude, range } = readFilter(text);
  const turned = range ? null : toFilter(name, value, !exclude);
  const others = search.filters.filter((each) => each !== text);
  const words = `${name} ${exclude ? "is not" : "is"} ${range ? said : value}`;
  return el(
    "li",
    { class: `chip ${hue(name)}` },
    el("span", { class: "name" }, exclude ? `not ${name}` : name),
    el("span", {}, range ? said : value),
    turned && button(exclude ? "Is" : "Not", `${exclude ? "Is" : "Not"}: turn around ${words}`, () => change({ ...search, filters: [...others, turned] })),
    button("✕", `Remove the filter: ${words}`, () => change({ ...search, filters: others })),
  );
}

function button(sign, words, onclick) {
  return el("button", { type: "button", "aria-label": words, title: words, "data-key": words, onclick }, sign);
}

function pinned(search, filter) {
  return { ...search, filters: [...search.filters.filter((each) => each !== filter), filter] };
}

function excluding(part) {
  return toFilter(part.name, part.value, true);
}

function filterOf(part) {
  if (part.kind === "sort" || !part.name) return null;
  if (part.value) return toFilter(part.name, part.value, part.kind === "exclusion");
  return part.min === undefined && part.max === undefined ? null : toRange(part.name, part.min, part.max, part.unit);
}

/** Returns what a part means in words: "color navy", "price up to 150 EUR", "not leather". */
export function meaning(part) {
  const not = part.kind === "exclusion" ? "not " : "";
  if (part.kind === "sort") return `sorted by ${part.name ?? part.value}`;
  if (part.min !== undefined || part.max !== undefined) return `${not}${part.name ?? ""} ${bounds(part)}`.trim();
  return `${not}${part.name ? `${part.name} ` : ""}${part.display ?? part.value ?? part.text}`;
}

function bounds({ min, max, unit }) {
  const measure = unit ? ` ${unit}` : "";
  if (min === undefined || min === null) return `up to ${rounded(max)}${measure}`;
  if (max === undefined || max === null) return `from ${rounded(min)}${measure}`;
  return min === max ? `${rounded(min)}${measure}` : `${rounded(min)} to ${rounded(max)}${measure}`;
}
