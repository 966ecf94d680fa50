// Reads a text while it is typed, and stores nothing. The slider shows what each score would keep.

import { get, send } from "../api.js";
import { el, fill, paused } from "../dom.js";
import { HINT, legendPart, markedBlock } from "../item/texts.js";
import { failure, hue } from "../parts.js";
import { percent } from "../text.js";

const FIRST = "Nike Air red cotton t-shirt, size XL";

export async function show(place, known) {
  const card = known.has("getModel") ? await get("model") : { labels: [] };
  const thresholds = new Map(card.labels.map((each) => [each.label, each.threshold]));
  fill(place, new Trial(thresholds).part);
}

class Trial {
  constructor(thresholds) {
    this.thresholds = thresholds;
    this.read = null;
    this.text = el("textarea", { id: "trial", rows: 4, maxlength: 100000, "data-first": true, oninput: paused(250, () => this.ask()) });
    this.text.value = FIRST;
    this.own = el("input", { type: "checkbox", id: "own", onchange: () => this.show() });
    this.own.checked = thresholds.size > 0;
    this.slider = el("input", { type: "range", id: "threshold", min: 0, max: 100, value: 50, oninput: () => ((this.own.checked = false), this.show()) });
    this.words = el("output", { class: "number", for: "threshold" });
    this.told = el("p", { class: "told", "aria-live": "polite" }, el("span", { class: "quiet" }, HINT));
    this.out = el("div", {});
    this.part = el("div", { class: "card texts" }, this.form(), this.out);
    this.ask();
  }

  form() {
    return [
      el("label", { for: "trial" }, "Text"),
      this.text,
      el(
        "div",
        { class: "row" },
        el("label", { for: "threshold" }, "Lowest score"),
        this.slider,
        this.words,
        this.thresholds.size ? el("label", { class: "row" }, this.own, "the model's own thresholds") : null,
      ),
    ];
  }

  async ask() {
    try {
      const answer = await send("POST", "extract", { documents: [{ text: this.text.value }], min_score: 0 });
      this.read = answer.documents[0];
      this.asked = this.text.value;
      this.show();
    } catch (error) {
      fill(this.out, failure(error, () => this.ask()));
    }
  }

  /** Shows the spans that reach the score, in the text and in a table with the others. */
  show() {
    const lowest = Number(this.slider.value) / 100;
    this.words.textContent = this.own.checked ? "" : percent(lowest);
    if (!this.read) return;
    const kept = (span) => span.score >= (this.own.checked ? (this.thresholds.get(span.label) ?? 0.5) : lowest);
    const marks = this.read.spans.filter(kept).map((each) => ({ ...each, prop: { name: each.label.toLowerCase() } }));
    fill(
      this.out,
      markedBlock(this.asked, marks, (pointed) => fill(this.told, pointed.map(explained))),
      this.told,
      legendPart([...new Set(marks.map((each) => each.prop.name))]),
      el("div", { class: "scroll" }, this.table(kept)),
    );
  }

  table(kept) {
    const head = ["Label", "Text", "Standard value", "Score", ""];
    return el(
      "table",
      { class: "spans" },
      el("thead", {}, el("tr", {}, head.map((each) => el("th", { scope: "col" }, each || el("span", { class: "visually-hidden" }, "Kept"))))),
      el("tbody", {}, this.read.spans.map((each) => this.row(each, kept(each)))),
    );
  }

  row(span, kept) {
    const values = this.read.properties.filter((each) => each.mentions.some(([start, end]) => start < span.end && span.start < end));
    return el(
      "tr",
      { class: `${hue(span.label)} ${kept ? "kept" : "below"}` },
      el("th", { scope: "row" }, span.label),
      el("td", {}, `“${span.text}”`),
      el("td", {}, values.map((each) => each.value).join(", ")),
      el("td", { class: "number" }, el("meter", { min: 0, max: 1, value: span.score, "aria-label": "score" }), ` ${percent(span.score)}`),
      el("td", {}, kept ? "kept" : "left out"),
    );
  }
}

function explained(mark) {
  return el("span", { class: `explained ${hue(mark.label)}` }, el("strong", {}, mark.label), ` “${mark.text}”, score ${percent(mark.score)}. `);
}
