// What each column becomes: a field of the item, a property, or nothing. The rules are those of `itemgraph load`.

const FIELDS = {
  id: ["id", "sku", "handle", "product_id", "product id", "item_id", "artikelnummer", "artikelnr", "referenz", "ean", "gtin"],
  title: ["title", "name", "product title", "product name", "product_name", "titel", "bezeichnung", "artikelname", "nom"],
  text: ["text", "description", "body (html)", "body", "short description", "short_description", "beschreibung", "langtext"],
  url: ["url", "link", "product url", "product_url"],
  image: ["image", "images", "image src", "image_url", "bild", "image link"],
};
const LONG = 64;
const LONGEST = 256;
const NO_VALUES = new Set(["nan", "null", "n/a", "#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#null!", "#num!"]);

export const TARGETS = ["id", "title", "text", "url", "image", "property", "ignore"];

/** Returns the columns of records, with a target for each one and some of its values. */
export function propose(records) {
  const values = new Map();
  for (const record of records) for (const [name, value] of flat(record.values ?? {})) values.set(name, [...(values.get(name) ?? []), value].slice(0, 50));
  const taken = new Set();
  return [...values].map(([name, some]) => {
    const target = targetOf(name, some, taken);
    taken.add(target);
    return { name, target, as: name, some: some.slice(0, 3).map(String) };
  });
}

function targetOf(name, values, taken) {
  const folded = name.trim().toLowerCase();
  const field = Object.keys(FIELDS).find((each) => FIELDS[each].includes(folded));
  if (field && (!taken.has(field) || field === "text")) return field;
  return values.some((each) => typeof each === "string" && each.length > LONG) ? "text" : "property";
}

/** Returns the record as an item. `fallback` is its id if no column gives ids; `leftOut` counts unreadable values. */
export function toItem(values, columns, fallback, leftOut) {
  const known = new Map(columns.map((each) => [each.name, each]));
  const item = {};
  const properties = {};
  for (const [name, value] of flat(values)) {
    const { target, as } = known.get(name) ?? { target: "property", as: name };
    if (target === "ignore" || value === null || value === "") continue;
    if (target === "property") addProperty(properties, as, value, leftOut);
    else item[target] = item[target] ? `${item[target]}\n${value}` : String(value);
  }
  return { ...item, id: item.id ?? fallback, ...(Object.keys(properties).length ? { properties } : {}) };
}

function addProperty(properties, column, value, leftOut) {
  const name = column.replaceAll(":", " ").replace(/\s+/g, " ").replace(/^[- ]+/, "").trim();
  for (const each of [value].flat()) {
    const reason = unreadable(name, each);
    if (reason) leftOut.set(`${column}: ${reason}`, (leftOut.get(`${column}: ${reason}`) ?? 0) + 1);
    else properties[name] = [...(properties[name] ?? []), each];
  }
}

function unreadable(name, value) {
  if (!/[\p{L}\p{N}]/u.test(name) || name.length > LONG) return "its name cannot be a property's";
  if (value === null || typeof value === "object") return "no text, number or truth value";
  const text = String(value).trim();
  if (!/[\p{L}\p{N}]/u.test(text)) return "no letter or digit";
  if (NO_VALUES.has(text.toLowerCase())) return "a word for no value";
  return text.length > LONGEST ? `longer than ${LONGEST} characters` : "";
}

/** Yields names and values. The values of `properties` keep their names; a name in another object gets its object's. */
function* flat(values, above = "") {
  for (const [name, value] of Object.entries(values)) {
    const inside = value !== null && typeof value === "object" && !Array.isArray(value);
    if (inside) yield* flat(value, name === "properties" && !above ? "" : `${above}${name}.`);
    else yield [above + name, value];
  }
}
