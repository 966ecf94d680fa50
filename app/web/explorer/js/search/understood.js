// What the service understood, as chips: parts of the query, then the filters and the order.

import { el } from "../dom.js";
import { readFilter, toFilter, toRange } from "../filters.js";
import { hue } from "../parts.js";
import { rounded } from "../text.js";

/** Returns the chips. `change` gets the search that a click makes. */
export function understoodChips(query, search, change) {
  const parts = query.understood.map((part, number) => partChip({ part, number, query, search, change }));
  const filters = search.filters.map((each) => filterChip(each, search, change));
  return el("ul", { class: "understood", "aria-label": "What was understood" }, parts, filters);
}

/** A part is dropped by its number, so the words stay in the box, and a click brings it back. */
function partChip({ part, number, query, search, change }) {
  const dropped = part.use === "dropped";
  const without = { ...search, drop: [...search.drop, number] };
  const filter = filterOf(part);
  const words = `“${part.text}”`;
  const back = () => change({ ...search, drop: search.drop.filter((each) => each !== number) });
  const actions = [
    filter && button("Pin", `Pin ${meaning(part)}: require it`, () => change(pinned(without, filter))),
    part.kind === "property" && button("Not", `Not ${meaning(part)}: exclude it`, () => change(pinned(without, excluding(part)))),
    button("✕", `Drop ${words} from the query`, () => change(without)),
  ];
  return el(
    "li",
    { class: `chip ${part.name && !dropped ? hue(part.name) : ""} ${dropped ? "dropped" : ""}`, title: details(part) },
    el("span", { class: "name" }, words),
    el("span", {}, ["word", "phrase"].includes(part.kind) ? "as text" : `→ ${meaning(part)}`),
    el("span", { class: "small quiet" }, remark(part, query)),
    dropped ? button("Use", `Use ${words} again`, back) : actions,
  );
}

function remark(part, query) {
  if (query.unmatched.includes(part.text)) return "in no item";
  return part.use === "preferred" && part.kind !== "sort" ? "preferred" : "";
}

/** Returns what else a part may mean, and which other words say the same. */
function details({ alternatives = [], variants = [] }) {
  const others = alternatives.map((each) => [each.name, each.display ?? each.value].filter(Boolean).join(" "));
  const parts = [others.length ? `also: ${others.join(", ")}` : "", variants.length ? `for a little less: ${variants.join(", ")}` : ""];
  return parts.filter(Boolean).join("; ") || null;
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

/** Returns the filter that requires a part exactly; null if there is none. */
function filterOf(part) {
  if (part.kind === "sort" || !part.name) return null;
  if (part.value) return toFilter(part.name, part.value, part.kind === "exclusion");
  return part.min === undefined && part.max === undefined ? null : toRange(part.name, part.min, part.max, part.unit);
}

/** Returns what a part means in words: "color navy", "price up to 150 EUR", "not leather". */
export function meaning(part) {
  const not = part.kind === "exclusion" ? "not " : "";
  if (part.kind === "sort") return `sorted by ${part.name}, ${part.value}`;
  if (part.min !== undefined || part.max !== undefined) return `${not}${part.name ?? ""} ${bounds(part)}`.trim();
  return `${not}${part.name ? `${part.name} ` : ""}${part.display ?? part.value ?? part.text}`;
}

function bounds({ min, max, unit }) {
  const measure = unit ? ` ${unit}` : "";
  if (min === undefined || min === null) return `up to ${rounded(max)}${measure}`;
  if (max === undefined || max === null) return `from ${rounded(min)}${measure}`;
  return min === max ? `${rounded(min)}${measure}` : `${rounded(min)} to ${rounded(max)}${measure}`;
}
