// A comparison as CSV.

import { announce, el } from "../dom.js";

/** Returns a comparison as CSV (RFC 4180): a row for each property, a column for each item. */
export function toCsv(items, rows) {
  const head = ["property", ...items.map((each) => each.title || each.id), "verdict"];
  const lines = rows.map((row) => [row.name, ...row.cells.map((cell) => cell.map((each) => each.value).join("; ")), row.verdict]);
  return [head, ...lines].map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n";
}

/** Returns a button that copies a text, and says so. */
export function copyButton(text) {
  const button = el("button", { type: "button", onclick: () => copy() }, "Copy as CSV");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      say("Copied");
    } catch {
      say("The browser does not allow to copy");
    }
  };
  const say = (words) => {
    announce(words);
    button.textContent = words;
    setTimeout(() => (button.textContent = "Copy as CSV"), 2000);
  };
  return button;
}

/** A cell that a spreadsheet would take for a formula gets an apostrophe in front. */
function quoted(cell) {
  const safe = /^[=+@\t\r]|^-(?![\d.])/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
