// The load view: the sample items by a click, or a file of one's own with the proposed mapping.

import { Problem } from "../api.js";
import { el, fill } from "../dom.js";
import { failure } from "../parts.js";
import { demoButton } from "./demo.js";
import { mappingPart } from "./preview.js";
import { readFile } from "./reading.js";

const KINDS = ".csv,.tsv,.txt,.jsonl,.ndjson,.json";

export async function open(place) {
  const work = el("div", { class: "card", hidden: true });
  const samples = el("div", {}, demoButton());
  const take = (file) => file && read(file, work);
  fill(
    place,
    el("h1", {}, "Load items"),
    el("div", { class: "card" }, el("h2", {}, "A file of your own"), dropZone(take)),
    work,
    el("div", { class: "card" }, el("h2", {}, "Sample items"), el("p", { class: "quiet" }, "300 invented items of a shop, to try everything on."), samples),
  );
  return {};
}

function dropZone(take) {
  const field = el("input", { type: "file", id: "file", accept: KINDS, "data-first": true, onchange: () => take(field.files[0]) });
  const zone = el(
    "div",
    { class: "drop" },
    el("label", { for: "file" }, "Drag a table (CSV) or JSON Lines here, or choose a file"),
    field,
    el("p", { class: "quiet small" }, "Nothing is sent before you have seen what each column becomes."),
  );
  const over = (event, is) => (event.preventDefault(), zone.classList.toggle("over", is));
  zone.addEventListener("dragover", (event) => over(event, true));
  zone.addEventListener("dragleave", (event) => over(event, false));
  zone.addEventListener("drop", (event) => (over(event, false), take(event.dataTransfer.files[0])));
  return zone;
}

async function read(file, work) {
  work.hidden = false;
  fill(work, el("p", {}, `Reading ${file.name}…`));
  try {
    const { records, note } = await readFile(file);
    fill(work, mappingPart(file.name, records, note));
    work.querySelector("h2").focus();
  } catch (error) {
    fill(work, failure(error instanceof SyntaxError ? new Problem(0, `${file.name} is no JSON: ${error.message}`) : error));
  }
}
