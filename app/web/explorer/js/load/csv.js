// Reads CSV (RFC 4180), also with semicolons, tabs or bars between the cells.

const DELIMITERS = [",", ";", "\t", "|"];
const SNIFFED = 20;

/** Returns the rows of a table as `{line, cells}`, where `line` is the first line of the row. Blank rows are left out. */
export function readCsv(text, delimiter = sniff(text)) {
  const rows = [];
  let [cells, cell, quoted, line, start] = [[], "", false, 1, 1];
  const endCell = () => (cells.push(cell), (cell = ""));
  const endRow = () => {
    endCell();
    if (cells.some((each) => each.trim())) rows.push({ line: start, cells });
    [cells, start] = [[], line];
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === "\n") line++;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') cell += text[at++];
      else quoted = false;
    } else if (sign === '"' && !cell.trim()) [quoted, cell] = [true, ""];
    else if (sign === delimiter) endCell();
    else if (sign === "\n") endRow();
    else if (sign !== "\r") cell += sign;
  }
  if (cell || cells.length) endRow();
  return rows;
}

/** Returns the delimiter that gives most of the first lines as many cells as the first one. */
export function sniff(text) {
  const lines = text.split(/\r?\n/, SNIFFED).filter((each) => each.trim());
  const fit = (delimiter) => {
    const counts = lines.map((each) => each.replace(/"(?:[^"]|"")*"/g, "").split(delimiter).length);
    return counts[0] < 2 ? 0 : counts.filter((each) => each === counts[0]).length * 1000 + counts[0];
  };
  return DELIMITERS.reduce((best, each) => (fit(each) > fit(best) ? each : best));
}
