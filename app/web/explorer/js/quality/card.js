// The model's card: its labels with their thresholds, how well its scores hold, and its figures as measured.

import { get } from "../api.js";
import { el, fill } from "../dom.js";
import { hue } from "../parts.js";
import { rounded } from "../text.js";
import { reliabilityPart } from "./reliability.js";

export async function show(place) {
  const card = await get("model");
  // A bundle has the curve if `itemgraph calibrate` wrote it.
  const { reliability, ...calibration } = card.training.calibration ?? {};
  fill(
    place,
    el(
      "section",
      { class: "card" },
      el("h2", {}, `${card.name} ${card.version}`),
      el("p", { class: "quiet small" }, "digest ", el("code", {}, card.digest)),
      el("p", {}, `Scores are calibrated with temperature ${rounded(card.temperature)}: a score of 0.8 should be right in 8 of 10 cases.`),
    ),
    el("section", { class: "card" }, el("h2", {}, "Labels"), el("div", { class: "scroll" }, labelTable(card.labels))),
    reliability?.length && reliabilityPart(card.training.calibration),
    figures("Training", card.training.calibration ? { ...card.training, calibration } : card.training),
    card.quantization && figures("Fast form", card.quantization),
  );
}

function labelTable(labels) {
  const head = ["Label", "Property", "Lowest score that is kept"];
  const rows = labels.map(({ label, property, threshold }) =>
    el(
      "tr",
      { class: hue(property) },
      el("th", { scope: "row" }, label),
      el("td", {}, property),
      el("td", { class: "number" }, el("meter", { min: 0, max: 1, value: threshold, "aria-label": `threshold of ${label}` }), ` ${threshold.toFixed(2)}`),
    ),
  );
  return el("table", {}, el("thead", {}, el("tr", {}, head.map((each) => el("th", { scope: "col" }, each)))), el("tbody", {}, rows));
}

function figures(title, values) {
  const rows = [...flat(values)].map(([name, value]) => [el("dt", {}, name), el("dd", {}, typeof value === "number" ? rounded(value) : String(value))]);
  return el("section", { class: "card" }, el("h2", {}, title), el("dl", { class: "figures" }, rows));
}

function* flat(values, above = "") {
  for (const [name, value] of Object.entries(values)) {
    if (Array.isArray(value)) yield [above + name, value.join(", ")];
    else if (value !== null && typeof value === "object") yield* flat(value, `${above}${name}: `);
    else yield [above + name, value];
  }
}
