"""Shows the measurements as tables and as one plot."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmark.extraction.engines import BATCHES, CNN, OURS, PEER, REFERENCE

_COLOURS = {OURS: "#1b6ca8", PEER: "#c0504d", REFERENCE: "#d99694", "ONNX Runtime float32": "#8c8c8c", CNN: "#6a9a3b"}


def print_engines(found: dict[str, Any], out: Console) -> None:
    """Ratios to the two peers that the goals name, for each set and batch; then quality and the machine's use."""
    threads, texts = found["threads"], found["texts"]
    table = Table(title=f"texts/s on {threads} core(s); in brackets, how many times the {PEER}", title_justify="left")
    table.add_column("engine")
    cells = [(name, batch) for name in found["seconds"] for batch in BATCHES]
    for name, batch in cells:
        table.add_column(f"{name}, {batch}", justify="right")
    for engine in found["quality"]:
        row = []
        for name, batch in cells:
            seconds = found["seconds"][name][str(batch)]
            row.append(f"{texts[name]['texts'] / seconds[engine]:,.4g} ({seconds[PEER] / seconds[engine]:.1f}×)")
        table.add_row(engine, *row)
    out.print(table)
    quality = Table(
        "engine", "F1", "agreement", "agreement, mixed", "GFLOP/s, mixed, 8", "of peak", title_justify="left"
    )
    quality.title = f"validation texts; measured peak {found['peak_gflops']:.0f} GFLOP/s in float32"
    for engine, each in found["quality"].items():
        rate = texts["mixed"]["gflop"] / found["seconds"]["mixed"]["8"][engine]
        shares = [f"{each[key]:.2%}" if key in each else "–" for key in ("agreement", "agreement_mixed")]
        use = ["–", "–"] if engine == CNN else [f"{rate:.0f}", f"{rate / found['peak_gflops']:.0%}"]
        quality.add_row(engine, f"{each['f1']:.3f}", *shares, *use)
    out.print(quality)


def print_goals(engines: Sequence[dict[str, Any]], out: Console) -> None:
    """The figures that were promised, on one core."""
    one = engines[0]
    seconds, texts, quality = one["seconds"], one["texts"], one["quality"]
    mixed, title = seconds["mixed"]["8"], seconds["short"]["1"]
    words = texts["mixed"]["words"]
    lines = [
        f"mixed, batch 8: {mixed[PEER] / mixed[OURS]:.2f}× the {PEER} (goal 4.5), "
        f"{mixed[REFERENCE] / mixed[OURS]:.2f}× the {REFERENCE} (goal 2.2)",
        f"short, batch 1: {title[PEER] / title[OURS]:.2f}× the {PEER} (goal 3.5)",
        f"agreement: {quality[OURS]['agreement']:.2%} on validation (goal 99.5 %)",
        f"{CNN}: {words / mixed[CNN]:,.0f} words/s and F1 {quality[CNN]['f1']:.3f}; "
        f"{OURS}: {words / mixed[OURS]:,.0f} words/s and F1 {quality[OURS]['f1']:.3f}",
    ]
    for line in lines:
        out.print(line, highlight=False, soft_wrap=True)


def print_service(found: dict[str, Any], out: Console) -> None:
    start = found["start"]
    out.print(
        f"ready after {start['ready_s']:.2f} s with {start['rss_mb']:.0f} MB resident, "
        f"TensorFlow loaded: {start['tensorflow_loaded']}",
        highlight=False,
    )
    table = Table("call", "clients", "calls/s", "of the engine", "p50 ms", "p95 ms", "p99 ms", title_justify="left")
    table.title = "HTTP on one core, load generator on another"
    for name, runs in found["calls"].items():
        for clients, run in runs.items():
            share = "–" if clients == "engine" else f"{run['of_engine']:.2f}"
            times = [f"{run[key] * 1000:.1f}" for key in ("p50", "p95", "p99")]
            table.add_row(name, clients, f"{run['calls_per_second']:.1f}", share, *times)
    out.print(table)
    table = Table(
        "call", "asked/s", "answered/s", "429", "p99 ms", "p99 idle ms", "ratio", "memory", title_justify="left"
    )
    table.title = "three times the capacity"
    for name, each in found["overload"].items():
        busy, idle = each["overload"], each["idle"]
        counts = {int(status): count for status, count in busy["statuses"].items()}
        share = counts.get(429, 0) / sum(counts.values())
        ratio = busy["p99"] / idle["p99"]
        table.add_row(
            name, f"{3 * each['capacity']:.0f}", f"{busy['calls_per_second']:.0f}", f"{share:.0%}",
            f"{busy['p99'] * 1000:.0f}", f"{idle['p99'] * 1000:.0f}", f"{ratio:.1f}×", f"{each['growth_mb']:+.0f} MB",
        )  # fmt: skip
        if set(counts) - {200, 429}:
            out.print(f"other statuses: {counts}", highlight=False)
    out.print(table)


def print_long(found: dict[str, Any], out: Console) -> None:
    seconds = ", ".join(f"{float(value):.2f} s" for value in found["seconds"].values())
    memory = " → ".join(f"{float(value):.0f} MB" for value in found["rss_mb"].values())
    line = f"100,000 and 1,000,000 characters: {seconds} ({found['time_ratio']:.1f}×), resident {memory}"
    out.print(line, highlight=False, soft_wrap=True)
    line = (
        f"{found['different_spans']} of {found['spans']:,} spans differ from {found['paragraphs']:,} paragraphs alone"
    )
    out.print(line, highlight=False, soft_wrap=True)


def draw(found: dict[str, Any], path: Path) -> None:
    """Bars: speed as a multiple of the pipeline, for each set of texts, one core, batch 8."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "itemgraph"
    from matplotlib import pyplot

    names = list(found["seconds"])
    figure, axes = pyplot.subplots(figsize=(8, 3.6))
    height = 0.8 / len(_COLOURS)
    for place, (engine, colour) in enumerate(_COLOURS.items()):
        times = [found["seconds"][name]["8"] for name in names]
        ratios = [each[PEER] / each[engine] for each in times]
        rows = [number + place * height for number in range(len(names))]
        label = f"{engine} (F1 {found['quality'][engine]['f1']:.2f})"
        bars = axes.barh(rows, ratios, height * 0.9, color=colour, label=label)
        axes.bar_label(bars, [f"{ratio:.1f}×" for ratio in ratios], padding=3, fontsize=8)
    middle = 0.4 - height / 2
    axes.set_yticks([number + middle for number in range(len(names))], [f"{name} texts" for name in names])
    axes.invert_yaxis()
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xlabel(f"speed, {PEER} = 1 (one core, batch 8, the same process)")
    axes.legend(frameon=False, fontsize=8, loc="lower right")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
