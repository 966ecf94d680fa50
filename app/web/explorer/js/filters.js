// Filters as the service writes them: `name:value`, `-name:value`, `name:10..50`, `name:>=2 kg`, `name:=value`.

/** Returns the filter that finds exactly a value. `=` keeps a value that looks like a range as it is. */
export function toFilter(name, value, exclude = false) {
  const escape = /^\s*[<>=]|\.\./.test(value) ? "=" : "";
  return `${exclude ? "-" : ""}${name}:${escape}${value}`;
}

/** Returns the filter of a range. An end that is missing is open. */
export function toRange(name, low, high, unit) {
  const [from, to] = [low, high].map((end) => (end === null || end === undefined ? "" : plain(end)));
  const measure = unit ? ` ${unit}` : "";
  if (from === "") return `${name}:<=${to}${measure}`;
  return to === "" ? `${name}:>=${from}${measure}` : `${name}:${from}..${to}${measure}`;
}

/** Returns the parts of a filter: name, the rest, whether it excludes, and whether it is a range. */
export function readFilter(text) {
  const exclude = text.startsWith("-");
  const bare = exclude ? text.slice(1) : text;
  const at = bare.indexOf(":");
  const said = bare.slice(at + 1).trim();
  const value = said.startsWith("=") ? said.slice(1) : said;
  return { name: bare.slice(0, at), said, value, exclude, range: said === value && /^[<>]|\.\./.test(said) };
}

function plain(number) {
  return Number(number.toPrecision(8)).toLocaleString("en", { useGrouping: false, maximumFractionDigits: 10 });
}
