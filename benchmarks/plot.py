"""The picture of a run: time against the number of practices, for every engine."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.engines import NAMES
from benchmarks.questions import QUESTIONS, Question

_COLOURS = dict(zip(NAMES, ("#005ea5", "#7a7a7a", "#b0b0b0", "#2a9d5c", "#8e5bb5", "#d1495b", "#e08e1b"), strict=True))
_GROUPS = {
    "Texts": [question for question in QUESTIONS if question.text and not question.is_ours],
    "Selections only": [question for question in QUESTIONS if not question.text],
}


def draw(result: dict[str, Any], path: Path) -> None:
    """Write the picture: two panels, one line for each engine, from its median question up to its slowest."""
    mpl.rcParams.update({"svg.hashsalt": "benchmarks", "font.size": 10})
    figure = Figure(figsize=(11, 5), layout="constrained")
    panels = figure.subplots(1, 2, sharey=True)
    for panel, (title, questions) in zip(panels, _GROUPS.items(), strict=True):
        for name in NAMES:
            _line(panel, result, name, questions)
        panel.set(title=title, xscale="log", yscale="log", xlabel="practices")
        panel.grid(alpha=0.3)
    panels[0].set_ylabel("ms: median question (line) to slowest (shade)")
    panels[0].legend(fontsize=9)
    figure.savefig(path, metadata={"Date": None})


def _line(panel: Axes, result: dict[str, Any], name: str, questions: list[Question]) -> None:
    sizes, middle, slowest = [], [], []
    for size, found in result["sizes"].items():
        measured = found["engines"].get(name, {}).get("questions", {})
        times = [1000 * measured[one.name]["seconds"]["median"] for one in questions if one.name in measured]
        if times:
            sizes.append(int(size))
            middle.append(statistics.median(times))
            slowest.append(max(times))
    if sizes:
        width = 3 if name == "ours" else 1.5
        panel.plot(sizes, middle, marker="o", label=name, color=_COLOURS[name], linewidth=width)
        panel.fill_between(sizes, middle, slowest, color=_COLOURS[name], alpha=0.12)
