// Coverage: how many items have each property, from whom, and how surely; for all items, or for one value of another.

import { get, part } from "../api.js";
import { el, fill } from "../dom.js";
import { toFilter } from "../filters.js";
import { failure, hue } from "../parts.js";
import { address } from "../state.js";
import { counted, percent } from "../text.js";

const COLUMNS = ["Property", "Items that have it", "Given", "Read in texts", "Values", "Seen once", "Low scores", "Conflicts"];
const MOST = 1000;
const GROUPED = ["category", "brand", "audience"];

export async function show(place) {
  const all = await get("graph/coverage");
  const names = (all.groups[0]?.properties ?? []).map((each) => each.name);
  const table = el("div", {});
  const by = el("select", { id: "by", "data-first": true, onchange: () => renew() }, options(names));
  const renew = async () => {
    try {
      showGroups(table, by.value ? await get("graph/coverage", { by: by.value, limit: 100 }) : all, by.value, names);
    } catch (error) {
      fill(table, failure(error, renew));
    }
  };
  fill(place, el("section", { class: "card" }, el("div", { class: "row" }, el("label", { for: "by" }, "For"), by), table));
  await renew();
}

function options(names) {
  const first = GROUPED.filter((each) => names.includes(each));
  const rest = names.filter((each) => !first.includes(each));
  return [el("option", { value: "" }, "all items"), [...first, ...rest].map((each) => el("option", { value: each }, `each ${each}`))];
}

/** Shows the groups; of several, the reader chooses one. */
function showGroups(place, { groups }, by, names) {
  if (!groups.length) return fill(place, el("p", { class: "notice" }, "The graph has no items yet."));
  const table = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Coverage" });
  const choose = el("select", { id: "group", onchange: () => showGroup(table, groups[choose.selectedIndex], by, names) }, groups.map(groupOption));
  const label = el("label", { for: "group" }, by);
  fill(place, by ? el("div", { class: "row group" }, label, choose) : null, table);
  return showGroup(table, groups[0], by, names);
}

function groupOption({ value, items }) {
  return el("option", {}, `${value ?? "without one"} (${counted(items, "item")})`);
}

/** Shows the properties of a group, and those that only other items have. */
function showGroup(place, group, by, names) {
  const head = el("thead", {}, el("tr", {}, COLUMNS.map((each) => el("th", { scope: "col" }, each))));
  const narrowed = by && group.value !== null ? { filter: toFilter(by, group.value) } : {};
  const own = new Set(group.properties.map((each) => each.name));
  const missing = names.filter((each) => !own.has(each)).map(missingRow);
  fill(place, el("table", { class: "coverage" }, head, el("tbody", {}, group.properties.map((each) => row(each, narrowed)), missing)));
}

function missingRow(name) {
  return el("tr", { class: "absent" }, el("th", { scope: "row" }, name), el("td", { colspan: COLUMNS.length - 1 }, "missing on all of them"));
}

function row(each, narrowed) {
  const numbers = [each.given, each.extracted, each.values, onceButton(each), each.low, each.conflicts];
  return el(
    "tr",
    { class: hue(each.name) },
    el("th", { scope: "row" }, el("a", { href: address("search", { ...narrowed, sort: each.name }) }, each.name)),
    el(
      "td",
      { class: "number" },
      el("meter", { min: 0, max: 1, value: each.share, "aria-label": `share of items with ${each.name}` }),
      ` ${percent(each.share)} (${each.items.toLocaleString("en")})`,
    ),
    numbers.map((number) => el("td", { class: "number" }, typeof number === "number" ? written(number) : number)),
  );
}

function written(number) {
  return number ? number.toLocaleString("en") : el("span", { class: "quiet" }, "0");
}

/** Returns the number of values that one item alone has; a click shows them. They are often misspelt. */
function onceButton({ name, once }) {
  if (!once) return written(once);
  const words = `Show the values of ${name} that one item has`;
  return el("button", { type: "button", class: "small", "aria-label": `${once}: ${words}`, title: words, onclick: () => showOnce(name) }, written(once));
}

function showOnce(name) {
  const place = el("div", {});
  const close = () => dialog.close();
  const dialog = el(
    "dialog",
    { "aria-labelledby": "once-title", onclose: () => dialog.remove() },
    el("h2", { id: "once-title" }, `${name}: values that one item has`),
    place,
    el("p", { class: "after" }, el("button", { type: "button", onclick: close }, "Close")),
  );
  document.body.append(dialog);
  dialog.showModal();
  onceList(name, close).then((parts) => fill(place, parts), (error) => fill(place, failure(error)));
}

async function onceList(name, close) {
  const { values } = await get(`graph/properties/${part(name)}`, { limit: MOST });
  const once = values.filter((each) => each.count === 1);
  const entry = ({ display, filter }) => el("li", {}, el("a", { class: `chip ${hue(name)}`, href: address("search", { filter }) }, display));
  const note = values.length === MOST ? el("p", { class: "quiet" }, `Of the ${counted(MOST, "commonest value")}.`) : null;
  return [note, el("ul", { class: "chips", onclick: close }, once.map(entry))];
}
