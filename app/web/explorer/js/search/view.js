// The search view. The address is its state; the view follows it.

import { get } from "../api.js";
import { tray } from "../compare/tray.js";
import { announce, el, fill, paused } from "../dom.js";
import { readFilter } from "../filters.js";
import { demoButton } from "../load/demo.js";
import { failure } from "../parts.js";
import { address, go, readState } from "../state.js";
import { counted } from "../text.js";
import { searchBox } from "./box.js";
import { facetParts } from "./facets.js";
import { hitEntries, isPartial } from "./hits.js";
import { asking, readSearch, toRequest, toState } from "./query.js";
import { understoodChips } from "./understood.js";

const PAUSE = 150;
const FACETS = 8;
const RANGES = 20;

export function open(place, state, known) {
  const view = new SearchView(place, known);
  view.follow(state);
  return { follow: (next) => view.follow(next), close: () => view.close() };
}

class SearchView {
  constructor(place, known) {
    this.known = known;
    this.typing = false;
    const { input, list } = searchBox(known, (q) => this.change(asking(this.search, q)));
    this.input = input;
    this.input.addEventListener("input", paused(PAUSE, () => this.typed()));
    const form = el("form", { class: "search-form", role: "search", onsubmit: (event) => this.submitted(event) });
    form.append(...[input, list, el("button", { class: "primary" }, "Search")].filter(Boolean));
    this.chips = el("div", {});
    this.facets = el("aside", { class: "facets", "aria-label": "Filters" });
    this.results = el("section", { "aria-label": "Results" });
    this.tray = tray();
    fill(
      place,
      el("h1", { class: "visually-hidden" }, "Search"),
      form,
      this.chips,
      el("div", { class: "results" }, this.facets, this.results),
      this.tray.part,
    );
    this.keys = (event) => this.pressed(event);
    addEventListener("keydown", this.keys);
  }

  close() {
    removeEventListener("keydown", this.keys);
    this.tray.close();
    this.asking?.abort();
  }

  follow({ parameters }) {
    const search = readSearch(parameters);
    if (this.input.value.trim() !== search.q) this.input.value = search.q;
    this.search = search;
    return this.run();
  }

  /** Goes to a search at once, so that what was typed before does not come after it. */
  change(search, options) {
    this.typing = false;
    this.search = search;
    this.input.value = search.q;
    go(address("search", toState(search)), options);
  }

  typed() {
    const asked = asking(this.search, this.input.value);
    if (asked === this.search || readState().view !== "search") return;
    const again = this.typing;
    go(address("search", toState(asked)), { replace: again });
    this.typing = true;
  }

  submitted(event) {
    event.preventDefault();
    this.change(asking(this.search, this.input.value), { replace: this.input.value.trim() === this.search.q });
  }

  /** `/` goes to the box; the arrows go from hit to hit. */
  pressed(event) {
    const inField = event.target.closest("input, textarea, select");
    if (event.key === "/" && !inField && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.input.select();
      this.input.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || (event.target !== this.input && !event.target.closest(".hits"))) return;
    const titles = [...this.results.querySelectorAll(".hit .title")];
    const now = titles.findIndex((each) => each.closest(".hit").contains(event.target));
    const next = titles[now + step];
    if (next || now === 0) event.preventDefault();
    if (next) next.focus();
    else if (now === 0) this.input.focus();
  }

  async run() {
    this.asking?.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    this.results.classList.add("busy");
    try {
      const answer = await get("graph/search", toRequest(this.search, this.known), signal);
      keepFocus(this.chips, () => fill(this.chips, understoodChips(answer.query, this.search, (next) => this.change(next))));
      this.showResults(answer);
      await this.showFacets(answer, signal);
    } catch (error) {
      if (error.name === "AbortError") return;
      fill(this.results, failure(error, () => this.run()));
      fill(this.facets);
    } finally {
      if (this.asking.signal === signal) this.results.classList.remove("busy");
    }
  }

  showResults(answer) {
    const partial = isPartial(answer.hits[0]);
    const words = `${counted(answer.total, "item")}${partial ? " that meet some parts of the query" : ""}`;
    announce(words);
    this.list = el("ol", { class: "hits" }, hitEntries(answer, this.search, { afterFull: !partial }));
    const time = answer.took_ms === undefined ? null : el("span", { class: "quiet small" }, `${Math.round(answer.took_ms)} ms`);
    keepFocus(this.results, () =>
      fill(
        this.results,
        el("div", { class: "results-head" }, el("h2", {}, words), time, answer.total > 1 && [this.collapsePart(), this.sortPart(answer)]),
        answer.hits.length ? this.list : this.nothing(),
        this.moreButton(answer),
      ),
    );
  }

  nothing() {
    const { q, filters } = this.search;
    if (!q && !filters.length) return emptyGraph(this.known, () => this.run());
    const advice = filters.length ? "Remove a filter, or drop a word." : "Drop a word, or try another one.";
    return el("p", { class: "notice" }, `No item meets this search. ${advice}`);
  }

  collapsePart() {
    const change = () => this.change({ ...this.search, distinct: box.checked ? "variant" : "" });
    const box = el("input", { type: "checkbox", "data-key": "variants", onchange: change });
    box.checked = this.search.distinct === "variant";
    return el("label", { class: "row small", title: "One hit for items that differ in color and size alone" }, box, "Collapse variants");
  }

  sortPart(answer) {
    const names = new Set(answer.hits.flatMap((hit) => hit.properties.filter((each) => each.number !== undefined).map((each) => each.name)));
    const orders = [["", "best first"], ["title", "title"], ["-updated_at", "newest first"]];
    for (const name of names) orders.push([name, `${name}, lowest first`], [`-${name}`, `${name}, highest first`]);
    if (!orders.some(([key]) => key === this.search.sort)) orders.push([this.search.sort, this.search.sort]);
    const select = el(
      "select",
      { id: "sort", "data-key": "sort", onchange: () => this.change({ ...this.search, sort: select.value }) },
      orders.map(([key, words]) => el("option", { value: key, selected: key === this.search.sort }, words)),
    );
    return el("span", { class: "row" }, el("label", { for: "sort" }, "Order"), select);
  }

  moreButton(answer) {
    if (!answer.next) return null;
    const button = el("button", { type: "button", onclick: () => this.more(answer, button) }, "Show more");
    return el("p", { class: "row" }, button);
  }

  async more(answer, button) {
    button.disabled = true;
    try {
      const next = await get("graph/search", toRequest(this.search, this.known, { cursor: answer.next }));
      const entries = hitEntries(next, this.search, { afterFull: !isPartial(answer.hits.at(-1)) });
      this.list.append(...entries.filter(Boolean));
      entries.find(Boolean)?.querySelector(".title")?.focus();
      button.parentElement.replaceWith(this.moreButton(next) ?? "");
    } catch (error) {
      button.parentElement.replaceWith(failure(error));
    }
  }

  async showFacets(answer, signal) {
    const names = facetNames(answer.hits, this.search.filters);
    if (!names.length) return fill(this.facets);
    const request = (more) => get("graph/search", toRequest(this.search, this.known, { limit: 0, highlight: "", ...more }), signal);
    const { facets } = await request({ facet: names, facet_limit: 50, facet_ranges: RANGES });
    const ask = async (name, more) => (await request({ facet: name, ...more })).facets[0];
    const parts = facetParts(facets, answer.total, { search: this.search, change: (next) => this.change(next), ask });
    const wide = matchMedia("(width >= 60rem)").matches;
    keepFocus(this.facets, () =>
      fill(this.facets, wide ? parts : el("details", { open: this.facets.querySelector("details[open] > .facet") !== null }, el("summary", {}, "Filters"), parts)),
    );
  }
}

function emptyGraph(known, loaded) {
  return el(
    "div",
    { class: "notice" },
    el("p", {}, "The graph has no items yet."),
    known.has("bulkItems") && [demoButton(loaded), el("p", { class: "after" }, el("a", { href: "#/load" }, "Load a file of your own"))],
  );
}

/** Returns the names of the properties that the hits and filters have, the commonest first. */
function facetNames(hits, filters) {
  const counts = new Map(filters.map((each) => [readFilter(each).name, Infinity]));
  for (const hit of hits)
    for (const name of new Set(hit.properties.map((each) => each.name))) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, FACETS).map(([name]) => name);
}

/** Renders a part again, and puts the focus where it was. */
function keepFocus(part, render) {
  const key = part.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  render();
  if (key) part.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

