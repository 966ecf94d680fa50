// The hits: titles with what matched, reasons, and properties with source and score.

import { chosen, toggleChosen } from "../chosen.js";
import { el } from "../dom.js";
import { itemLink, propertyChip } from "../parts.js";
import { marked } from "../text.js";

const SHOWN = 8;

/** Returns the hits as list entries. A line tells those apart that meet fewer parts of the query. */
export function hitEntries(answer, search, { afterFull }) {
  let relaxed = !afterFull;
  return answer.hits.flatMap((hit) => {
    const begins = isPartial(hit) && !relaxed;
    relaxed ||= isPartial(hit);
    const line = el("li", { class: "fewer quiet" }, "These items meet fewer parts of the query:");
    return [begins && line, el("li", { class: "card hit" }, ...hitParts(hit, search))];
  });
}

/** Whether a hit lacks parts of the query. */
export function isPartial(hit) {
  return Boolean(hit?.missing?.length);
}

function hitParts(hit, search) {
  const shown = hit.properties.filter((each) => !each.narrower && !each.conflict);
  const more = shown.length - SHOWN;
  return [
    el("div", { class: "hit-head" }, el("h3", {}, titleLink(hit)), compareBox(hit)),
    reasons(hit, search),
    el(
      "div",
      { class: "chips" },
      shown.slice(0, SHOWN).map(propertyChip),
      more > 0 && itemLink(hit.id, `and ${more} more`, { class: "small" }),
    ),
  ];
}

function titleLink(hit) {
  const places = (hit.highlight?.title ?? []).map(([start, end]) => ({ start, end }));
  const link = itemLink(hit.id, " ", { class: "title", "data-key": `hit ${hit.id}` });
  link.replaceChildren(...marked(hit.title || hit.id, places));
  return link;
}

function reasons(hit, search) {
  const matched = hit.matched.map((each) => el("li", { class: "reason" }, because(each)));
  const lacking = hit.missing.map((each) => el("li", { class: "lacks" }, `not “${each}”`));
  const filters = !hit.matched.length && search.filters.length ? el("li", { class: "reason" }, "meets all filters") : null;
  const all = [...matched, ...lacking, filters].filter(Boolean);
  return all.length ? el("ul", { class: "reasons", "aria-label": "Why this item" }, all) : null;
}

function because({ name, value }) {
  if (name === "title" || name === "text") return `the ${name} says “${value}”`;
  return `${name} is ${value}`;
}

function compareBox(hit) {
  const words = `Compare ${hit.title || hit.id}`;
  const box = el("input", {
    type: "checkbox",
    "aria-label": words,
    onchange: () => (box.checked = toggleChosen(hit.id)),
  });
  box.checked = chosen().includes(hit.id);
  return el("label", {}, box, "Compare");
}
