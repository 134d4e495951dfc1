# SPDX-FileCopyrightText: 2026 The Ganoscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Medians, spreads and tables of what was measured. Tables are Markdown, to be read in a terminal and put into a page."""
import statistics

KINDS = (
    ("convolutions", ("conv", "Conv")),
    ("batch norm", ("batch_norm", "gano::norm")),
    ("pooling, enlarging, joining", ("max_pool", "avg_pool", "upsample", "aten::cat", "JoinEnlarged", "reflection_pad")),
    ("activations and sums", ("relu", "clamp_min", "aten::add_", "aten::add", "aten::sum", "sigmoid", "threshold_backward", "AddPhases")),
    ("clearing and copying", ("fill_", "zero_", "copy", "aten::empty", "resize_")),
    ("optimiser", ("addcmul", "addcdiv", "sqrt", "lerp", "foreach", "aten::mul_")),
)


def spread(values):
    """Median and quartiles."""
    ordered = sorted(values)
    quartiles = statistics.quantiles(ordered, n=4, method="inclusive") if len(ordered) > 1 else ordered * 3
    return {"median": statistics.median(ordered), "quartiles": [quartiles[0], quartiles[2]], "turns": list(values)}


def compared(first, second):
    """How many times as fast the first is as the second: of each pair of neighbouring turns, so that a load that comes and
    goes falls on both."""
    return spread([b / a for a, b in zip(first, second)])


def by_kind(operators):
    """Seconds of a profile, summed over kinds of operation."""
    sums = {kind: 0.0 for kind, _ in KINDS} | {"everything else": 0.0}
    for name, seconds in operators.items():
        kind = next((kind for kind, parts in KINDS if any(part in name for part in parts)), "everything else")
        sums[kind] += seconds
    return sums


def convolutions(results):
    """Rows: seconds of the convolutions alone, the speed at which they compute, and what a program could gain without touching them.
    The share of a profiled turn is taken of the median of the others: profiling slows small operations."""
    for one in results:
        if "roofline" not in one or "profile" not in one["plain"]:
            continue
        row = [one["name"]]
        for program in ("ours", "plain"):
            kinds = by_kind(one[program]["profile"]["operators"])
            share = kinds["convolutions"] / max(sum(kinds.values()), 1e-9)
            spent = max(share * one[program]["median"], 1e-9)
            row += [number(spent), number(one["roofline"]["flop"] / spent / 1e9)]
        yield (*row, f"{1.0 / max(share, 1e-9):.2f} times as fast")


def seconds(values):
    return f"{number(values['median'])} ({number(values['quartiles'][0])}–{number(values['quartiles'][1])})"


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def times(values):
    return f"**{values['median']:.2f}** ({values['quartiles'][0]:.2f}–{values['quartiles'][1]:.2f})"


def megabytes(size):
    return f"{size / 1e6:,.0f}"


def table(head, rows):
    if not rows:
        return ""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    def line(cells):
        return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths)) + " |"
    return "\n".join([line(head), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *map(line, rows)]) + "\n"


def text(found):
    """Everything as text."""
    machine = found["machine"]
    parts = [f"{machine['processor']}, {machine['threads']} threads, {', '.join(machine['instructions'])}; "
             f"load before {machine['load_before'][0]:.2f}, after {machine['load_after'][0]:.2f}.\n"
             f"{' · '.join(found['programs'])}\n"]
    if "flops" in machine:
        parts.append(f"Matrix products {machine['flops'] / 1e9:.0f} GFLOP/s, memory {machine['bandwidth'] / 1e9:.1f} GB/s.\n")
    results = found["results"]
    parts.append(table(("", "Ganoscope, s", "PyTorch, s", "times as fast", "processor time", "memory, MB", "its, MB"),
                       [(one["name"], seconds(one["ours"]), seconds(one["plain"]), times(one["ratio"]), f"{one['processor_ratio']:.2f}",
                         megabytes(one["ours"]["memory"]), megabytes(one["plain"]["memory"])) for one in results]))
    parts += [f"{one['name']}: {one['note']}\n" for one in results if "note" in one]
    parts.append(table(("", "GFLOP", "least GB", "roofline, s", "Ganoscope reaches", "PyTorch reaches"),
                       [(one["name"], f"{one['roofline']['flop'] / 1e9:.1f}", f"{one['roofline']['bytes'] / 1e9:.2f}", number(one["roofline"]["seconds"]),
                         f"{one['roofline']['seconds'] / one['ours']['median']:.0%}", f"{one['roofline']['seconds'] / one['plain']['median']:.0%}")
                        for one in results if "roofline" in one]))
    parts.append(table(("convolutions", "Ganoscope, s", "its GFLOP/s", "PyTorch, s", "its GFLOP/s", "PyTorch, if all else took no time"), list(convolutions(results))))
    kinds = [kind for kind, _ in KINDS] + ["everything else"]
    rows = []
    for one in results:
        for program, label in (("ours", "Ganoscope"), ("plain", "PyTorch")):
            if "profile" in one[program]:
                parts_of = by_kind(one[program]["profile"]["operators"])
                whole = max(sum(parts_of.values()), 1e-9)
                rows.append((f"{one['name']}, {label}", *(f"{parts_of[kind] / whole:.0%}" for kind in kinds)))
    parts.append(table(("where the time goes", *kinds), rows))
    for one in found["primitives"]:
        rows = [(kind, str(row["calls"]), f"{row['seconds'] * 1e3:.1f}", f"{row['seconds'] / one['seconds']:.0%}", f"{row['flop'] / row['seconds'] / 1e9:.0f}" if row["flop"] else "")
                for kind, row in one["rows"].items() if row["seconds"] > 0.01 * one["seconds"]]
        parts.append(f"{one['name']}, {one['program']}, {one['seconds'] * 1e3:.0f} ms:\n\n" + table(("in oneDNN", "calls", "ms", "of the step", "GFLOP/s"), rows))
    parts.append(table(("without", "", "with it, s", "without it, s", "times as fast with it", "memory with, MB", "without, MB"),
                       [(one["lever"], one["name"], seconds(one["with"]), seconds(one["without"]), times(one["ratio"]), *map(megabytes, one["memory"])) for one in found["levers"]]))
    for one in found["others"]:
        parts.append(f"{one['program']}:\n{one['output']}")
    return "\n".join(part for part in parts if part)
