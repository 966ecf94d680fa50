"""Executes a notebook in the environment of graph-notebook: `notebook.py NOTEBOOK`.

Prints a line of JSON: what the cells have stored, the tabs of each answer, and the pictures. graph-notebook shows an
error in a tab of that name, and goes on.
"""

import json
import sys
from pathlib import Path
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from ipywidgets import Tab
from ipywidgets.widgets.widget import _instances


def main() -> None:
    shell = InteractiveShell.instance()
    before = {*shell.user_ns}
    for cell in json.loads(Path(sys.argv[1]).read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            shell.run_cell("".join(cell["source"])).raise_error()
    widgets = list(_instances.values())
    tabs = [each.titles for each in widgets if isinstance(each, Tab) and each.titles]
    pictures = [_picture(each.network.graph) for each in widgets if hasattr(each, "network")]
    stored = {name: value for name, value in shell.user_ns.items() if name not in before and _is_plain(value)}
    print("\n" + json.dumps({"stored": stored, "tabs": tabs, "pictures": pictures}, default=str))


def _is_plain(value: Any) -> bool:
    return isinstance(value, (str, list, dict))


def _picture(graph: Any) -> dict[str, Any]:
    return {"names": [node["title"] for _, node in graph.nodes(data=True)], "edges": graph.number_of_edges()}


if __name__ == "__main__":
    main()
