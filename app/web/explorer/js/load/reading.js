// Reads a file as records: `{line, values}`, or `{line, error}` where a line cannot be read.

import { Problem } from "../api.js";
import { readCsv } from "./csv.js";

/** Returns the records of a file, and what the reader should know about how it was read. */
export async function readFile(file) {
  const { text, note } = decode(await file.arrayBuffer());
  const records = /^\s*[[{]/.test(text) ? readJson(text) : readTable(text);
  if (!records.length) throw new Problem(0, `${file.name} has no records. Expected a table with a head, or JSON Lines.`);
  return { records, note };
}

function decode(bytes) {
  const [first, second] = new Uint8Array(bytes.slice(0, 2));
  if (first === 0xff && second === 0xfe) return { text: new TextDecoder("utf-16le").decode(bytes), note: "" };
  if (first === 0xfe && second === 0xff) return { text: new TextDecoder("utf-16be").decode(bytes), note: "" };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), note: "" };
  } catch {
    const note = "The file is not UTF-8, so it was read as windows-1252. Check the letters with accents below.";
    return { text: new TextDecoder("windows-1252").decode(bytes), note };
  }
}

function readTable(text) {
  const [head, ...rows] = readCsv(text);
  if (!head) return [];
  const names = head.cells.map((each) => each.trim());
  return rows.map(({ line, cells }) => {
    if (cells.length > names.length) return { line, error: `${cells.length} cells, but the head has ${names.length}` };
    const pairs = names.map((name, n) => [name, (cells[n] ?? "").trim()]).filter(([name, cell]) => name && cell);
    return { line, values: Object.fromEntries(pairs) };
  });
}

function readJson(text) {
  if (text.trimStart().startsWith("[")) return JSON.parse(text).map((values, n) => checked(n + 1, values));
  return text.split(/\r?\n/).flatMap((each, n) => {
    if (!each.trim()) return [];
    try {
      return [checked(n + 1, JSON.parse(each))];
    } catch (error) {
      return [{ line: n + 1, error: `no JSON: ${error.message}` }];
    }
  });
}

function checked(line, values) {
  const isRecord = values !== null && typeof values === "object" && !Array.isArray(values);
  return isRecord ? { line, values } : { line, error: "expected an object" };
}
