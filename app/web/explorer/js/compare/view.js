// The comparison of two to ten items: the same, different or missing at a glance.

import { get } from "../api.js";
import { choose, chosen } from "../chosen.js";
import { announce, el, fill } from "../dom.js";
import { hue, itemLink } from "../parts.js";
import { address, go } from "../state.js";
import { copyButton, toCsv } from "./copying.js";

const VERDICTS = { same: "same", different: "different", missing: "missing" };

export async function open(place, { parameters }) {
  const ids = parameters.getAll("id").length ? parameters.getAll("id") : chosen();
  if (ids.length < 2) {
    fill(place, el("h1", {}, "Compare"), advice(ids.length));
    return {};
  }
  const compared = await get("graph/compare", { id: ids });
  render(place, compared, ids, parameters.get("only") === "differences");
  return {};
}

function advice(count) {
  const first = count ? "One item is chosen. Choose another one" : "Choose items";
  return el("p", { class: "notice" }, `${first} in the `, el("a", { href: "#/search" }, "search"), " with the boxes “Compare”: two to ten.");
}

function render(place, compared, ids, only) {
  const rows = compared.rows.filter((each) => !only || each.verdict !== "same");
  announce(`${rows.length} properties`);
  fill(
    place,
    el("h1", {}, `Compare ${ids.length} items`),
    el("div", { class: "row compare-tools" }, onlyBox(ids, only), copyButton(() => toCsv(compared.items, rows)), counts(compared.rows)),
    el(
      "div",
      { class: "scroll card", tabindex: "0", role: "region", "aria-label": "Comparison" },
      el("table", { class: "comparison" }, head(compared.items, ids), el("tbody", {}, rows.map(row))),
    ),
  );
}

function onlyBox(ids, only) {
  const box = el("input", {
    type: "checkbox",
    id: "only",
    "data-first": true,
    onchange: () => go(address("compare", { id: ids, only: box.checked ? "differences" : "" }), { replace: true }),
  });
  box.checked = only;
  return el("label", { class: "row" }, box, "Only differences");
}

function counts(rows) {
  const entries = Object.keys(VERDICTS).map((verdict) => {
    const count = rows.filter((each) => each.verdict === verdict).length;
    return el("span", { class: `badge ${verdict}` }, `${count} ${VERDICTS[verdict]}`);
  });
  return el("span", { class: "row" }, entries);
}

function head(items, ids) {
  const column = (item) => {
    const rest = ids.filter((each) => each !== item.id);
    const leave = () => (choose(rest), go(address("compare", { id: rest })));
    const words = `Leave ${item.title || item.id} out`;
    return el(
      "th",
      { scope: "col" },
      itemLink(item.id, item.title),
      el("button", { class: "icon", type: "button", "aria-label": words, title: words, onclick: leave }, "✕"),
    );
  };
  return el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Property"), items.map(column)));
}

function row({ name, cells, verdict }) {
  const common = commonValues(cells);
  return el(
    "tr",
    { class: `${verdict} ${hue(name)}` },
    el("th", { scope: "row" }, name, " ", el("span", { class: `badge ${verdict}` }, VERDICTS[verdict])),
    cells.map((cell) => el("td", { class: cell.length ? "" : "absent" }, cell.length ? cell.map((each) => valuePart(each, common)) : "missing")),
  );
}

/** A quantity is written in the unit of its standard value, so that the numbers of a row can be compared. */
function valuePart(cell, common) {
  const asSaid = cell.number === undefined || quantity(cell.display) === quantity(cell.value);
  const value = asSaid ? cell.display : cell.value;
  const said = asSaid ? null : el("span", { class: "quiet small" }, ` as “${cell.display}”`);
  return el("div", { class: common.has(cell.value) ? "" : "own" }, value, said);
}

/** "119.90 EUR" and "119.9 eur" are written differently, and are the same number of the same unit. */
function quantity(text) {
  const found = /^([\d,.]+)\s*(.*)$/.exec(text);
  return found ? `${Number(found[1].replaceAll(",", ""))} ${found[2].toLowerCase()}` : text;
}

function commonValues(cells) {
  const [first = [], ...others] = cells;
  return new Set(first.map((each) => each.value).filter((value) => others.every((cell) => cell.some((each) => each.value === value))));
}
