"""Write bench/results.md from the figures of all benchmarks."""

from typing import Any

from bench import ROOT


def write_results(results: dict[str, dict[str, Any] | str]) -> None:
    """One section a benchmark; a benchmark without data says so."""
    text = "# Benchmarks\n\nWritten by `python -m bench --all`; figures are one machine's.\n"
    for name, figures in results.items():
        text += f"\n## {name}\n\n"
        text += f"Not run: {figures}.\n" if isinstance(figures, str) else _section(figures)
    (ROOT / "bench" / "results.md").write_text(text, encoding="utf-8")


def _section(figures: dict[str, Any]) -> str:
    simple = {k: v for k, v in figures.items() if not isinstance(v, (dict, list))}
    text = _table(["figure", "value"], [[k, _said(v)] for k, v in simple.items()])
    for name, value in figures.items():
        if isinstance(value, dict) and value:
            text += f"\n{name}\n\n" + _table(["", "value"], [[k, _said(v)] for k, v in value.items()])
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            heads = list(value[0])
            text += f"\n{name}\n\n" + _table(heads, [[_said(row.get(h)) for h in heads] for row in value])
        elif isinstance(value, list) and value:
            text += f"\n{name}: {', '.join(_said(v) for v in value)}\n"
    return text


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _said(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    if isinstance(value, dict):
        return "; ".join(f"{k} {_said(v)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(_said(v) for v in value)
    return "" if value is None else str(value)
