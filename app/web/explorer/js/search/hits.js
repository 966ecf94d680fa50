// The hits: titles with what matched, reasons, and properties with source and score.

import { chosen, toggleChosen } from "../chosen.js";
import { el } from "../dom.js";
import { itemLink, propertyChip } from "../parts.js";
import { marked, places } from "../text.js";

const SHOWN = 8;

/** Returns the hits as list entries. A line tells those apart that meet fewer parts of the query. */
export function hitEntries(answer, search, { afterFull }) {
  let relaxed = !afterFull;
  return answer.hits.flatMap((hit) => {
    const begins = isPartial(hit) && !relaxed;
    relaxed ||= isPartial(hit);
    const line = el("li", { class: "fewer quiet" }, "These items meet fewer parts of the query:");
    return [begins && line, el("li", { class: "card hit" }, ...hitParts(hit, answer.query, search))];
  });
}

/** Whether a hit lacks parts of the query. */
export function isPartial(hit) {
  return Boolean(hit?.missing?.length);
}

function hitParts(hit, query, search) {
  const shown = hit.properties.filter((each) => !each.narrower && !each.conflict);
  const more = shown.length - SHOWN;
  return [
    el("div", { class: "hit-head" }, el("h3", {}, titleLink(hit, query)), compareBox(hit)),
    reasons(hit, search),
    el(
      "div",
      { class: "chips" },
      shown.slice(0, SHOWN).map(propertyChip),
      more > 0 && itemLink(hit.id, `and ${more} more`, { class: "small" }),
    ),
  ];
}

function titleLink(hit, query) {
  const link = itemLink(hit.id, " ", { class: "title", "data-key": `hit ${hit.id}` });
  link.replaceChildren(...marked(hit.title || hit.id, titleMarks(hit, query)));
  return link;
}

/** Returns the places in the title that matched: those that the service gives, or else the evidence and the words. */
function titleMarks(hit, query) {
  const given = hit.highlights?.title ?? hit.highlight?.title;
  if (given) return given.map((each) => (Array.isArray(each) ? { start: each[0], end: each[1] } : each));
  const meant = new Set(hit.matched.map((each) => `${each.name} ${each.value}`));
  const evidence = hit.properties
    .filter((each) => meant.has(`${each.name} ${each.value}`))
    .flatMap((each) => each.evidence.filter((place) => place.field === "title"));
  const said = [...query.understood.filter((each) => each.kind === "word").map((each) => each.text), ...titleWords(hit)];
  const words = said.flatMap((each) => each.split(/\s+/)).filter((each) => each.length > 1);
  return [...evidence, ...places(hit.title, words)];
}

function titleWords(hit) {
  return hit.matched.filter((each) => each.name === "title").map((each) => each.value);
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
