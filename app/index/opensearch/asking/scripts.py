"""Painless: what is computed beside the documents, in whole numbers.

OpenSearch's own scores are 32-bit floats, which cannot tell two items whose scores differ in the last digits. The
values of scripts that sort are doubles, in which every whole number below 2^53 is exact. The sources never change, so
each is compiled once; what differs from query to query is among the parameters.
"""

from typing import Any

from app.domain.relevance.formula import FULL, MICRO
from app.domain.relevance.tiers import MENTION, PARTIAL, REST

# Returns the place of an item by relevance: its tier, minus its score, in millionths.
_RELEVANCE = f"""
int impact(List words, long key) {{
  int low = 0;
  int high = words.size();
  while (low < high) {{
    int middle = (low + high) >>> 1;
    long there = (long) words.get(middle);
    if (there < key) {{ low = middle + 1; }} else {{ high = middle; }}
  }}
  if (low == words.size()) {{ return 0; }}
  long above = (long) words.get(low) - key;
  return above <= {FULL} ? (int) above : 0;
}}

int wordLevel(List words, List keys, List stem) {{
  int level = impact(words, (long) keys.get(0));
  return keys.size() < 2 ? level : (int) Math.max(level, (int) stem.get(impact(words, (long) keys.get(1))));
}}

int termLevel(List words, List values, Map term, Map tables) {{
  int level = 0;
  List wanted = term.words;
  if (wanted.size() > 0) {{
    level = {FULL};
    for (int i = 0; i < wanted.size() && level > 0; ++i) {{
      level = (int) Math.min(level, wordLevel(words, wanted.get(i), tables.stem));
    }}
  }}
  List variants = term.variants;
  for (int i = 0; i < variants.size(); ++i) {{
    level = (int) Math.max(level, (int) tables.variant.get(wordLevel(words, variants.get(i), tables.stem)));
  }}
  level = (int) term.scale.get(level);
  List targets = term.targets;
  if (targets.size() > 0) {{
    for (int i = 0; i < values.size(); ++i) {{
      int at = Collections.binarySearch(targets, values.get(i));
      if (at >= 0) {{ level = (int) Math.max(level, (int) term.levels.get(at)); }}
    }}
  }}
  List heads = term.heads;
  if (level > 0 && heads.size() > 0 && impact(words, (long) heads.get(0)) > 0) {{
    boolean other = true;
    for (int i = 1; i < heads.size() && other; ++i) {{ other = impact(words, (long) heads.get(i)) == 0; }}
    if (other) {{ level = (int) tables.other.get(level); }}
  }}
  return level;
}}

List words = doc['words'];
List values = doc['values'];
List terms = params.terms;
int lead = (int) params.lead;
int leads = 0;
boolean misses = false;
boolean leadMet = lead < 0;
long total = 0L;
for (int i = 0; i < terms.size(); ++i) {{
  Map term = terms.get(i);
  int level = termLevel(words, values, term, params.tables);
  total += level * ((Number) term.weight).longValue();
  boolean met = level >= (int) term.least;
  if (term.required && !met) {{ misses = true; }}
  if (i == lead) {{ leadMet = met; leads = level; }}
}}
long tier = params.whole || !misses ? 0 : leadMet ? {PARTIAL} : leads > 0 ? {MENTION} : {REST};
return tier * {MICRO * MICRO}L - (2 * total + {FULL}) / (2 * {FULL});
"""

# Returns the first place token of a property in the order of the query, without the name; `missing` if there is none.
_PROPERTY = """
String found = params.missing;
for (String each : doc['places']) {
  if (each.startsWith(params.start)) {
    found = each.substring(params.start.length());
    if (!params.last) { return found; }
  }
}
return found;
"""

# Returns the sum of the weights of an item's values.
_SHARED = """
long total = 0L;
List values = doc['values'];
for (int i = 0; i < values.size(); ++i) {
  int at = Collections.binarySearch(params.values, values.get(i));
  if (at >= 0) { total += ((Number) params.weights.get(at)).longValue(); }
}
return total;
"""


def by_relevance(parameters: dict[str, Any]) -> dict[str, Any]:
    return _sort("number", _RELEVANCE, "asc", parameters)


def by_property(parameters: dict[str, Any], order: str) -> dict[str, Any]:
    return _sort("string", _PROPERTY, order, parameters)


def by_shared(parameters: dict[str, Any]) -> dict[str, Any]:
    return _sort("number", _SHARED, "desc", parameters)


def _sort(kind: str, source: str, order: str, parameters: dict[str, Any]) -> dict[str, Any]:
    return {"_script": {"type": kind, "order": order, "script": {"source": source, "params": parameters}}}
