// Title and text with every span marked in the colour of its property. Pointing at a mark, or going to it, explains it.

import { el, fill } from "../dom.js";
import { hue } from "../parts.js";
import { percent, stretches } from "../text.js";

export const HINT = "Point at a marked word, or go to it with Tab, to see what it says.";

/** Returns the texts of an item, and the place where marks are explained. */
export function textPart(item) {
  const told = el("p", { class: "told", "aria-live": "polite" }, el("span", { class: "quiet" }, HINT));
  const show = (marks) => fill(told, marks.map((each) => explanation(each.prop, each)));
  const block = (field) => {
    const marked = markedBlock(item[field], marksOf(item, field), show);
    marked.dataset.field = field;
    return marked;
  };
  return el(
    "section",
    { class: "card texts", "aria-label": "Texts" },
    el("h2", {}, "Title"),
    block("title"),
    el("h2", {}, "Text"),
    item.text ? block("text") : el("p", { class: "quiet" }, "This item has no text."),
    told,
    legend(item),
  );
}

/** Returns a text with its marks. `show` gets the marks that the reader points at, or goes to.
 *
 * One listener serves all marks, because a long text has ten thousand.
 */
export function markedBlock(text, marks, show) {
  const block = el("p", { class: "marked-text" });
  const covered = new WeakMap();
  for (const each of stretches(text, marks)) {
    const part = each.marks.length ? markPart(each) : each.text;
    if (each.marks.length) covered.set(part, each.marks);
    block.append(part);
  }
  const tell = (event) => covered.has(event.target) && show(covered.get(event.target));
  for (const kind of ["mouseover", "focusin", "click"]) block.addEventListener(kind, tell);
  return block;
}

function markPart({ text, marks }) {
  const [{ prop }] = marks;
  return el("mark", { class: `${hue(prop.name)} ${prop.conflict ? "conflict" : ""}`, tabindex: "0", "aria-describedby": legendId(prop.name) }, text);
}

/** Returns the id of the entry of the legend that names a colour. */
export function legendId(name) {
  return `legend-${encodeURIComponent(name)}`;
}

function marksOf(item, field) {
  return item.properties.flatMap((prop) =>
    prop.narrower ? [] : prop.evidence.filter((each) => each.field === field).map((each) => ({ ...each, prop })),
  );
}

function explanation(prop, evidence) {
  const standard = evidence.text === prop.value ? "" : `, standard value “${prop.value}”`;
  const found = evidence.finder === "person" ? ", marked by a person" : `, score ${percent(evidence.score)}`;
  const said = prop.conflict ? ", in conflict with what the owner gave: shown, but not searched" : "";
  return el(
    "span",
    { class: `explained ${hue(prop.name)}` },
    el("strong", {}, prop.name),
    ` “${evidence.text}”${standard}${found}${said}. `,
  );
}

function legend(item) {
  const names = [...new Set(item.properties.filter((each) => each.evidence.length).map((each) => each.name))];
  return names.length ? legendPart(names) : null;
}

/** Returns the names of the marks' colours. */
export function legendPart(names) {
  const entry = (name) => el("li", { class: `chip ${hue(name)}`, id: legendId(name) }, name);
  return el("ul", { class: "chips", "aria-label": "Colours" }, names.map(entry));
}
