"""The figures as Markdown."""

TITLES = {
    "w1_text": "a text and an image",
    "w2_receipt": "a flex receipt",
    "w3_carousel": "a carousel from a loop",
    "w4_logic": "conditions and filters",
}
OURS = "lineplate"
FROM_TEXT = "lineplate from text"
LIMIT = "written by hand"


def table(results, about):
    """A summary of all workloads, then a table for each."""
    lines = [
        f"{about} Times are nanoseconds for one payload on one core, lower is better.",
        "",
        "| workload | bytes | lineplate | GB/s | fastest peer | lineplate is | slowest peer | from text | written by hand |",
        "| --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |",
        *(summary(workload, by_engine(results, workload)) for workload in TITLES),
    ]
    for workload, title in TITLES.items():
        rows = by_engine(results, workload)
        lines += [
            "",
            f"**{workload}**: {title}",
            "",
            "| engine | in | ns | lineplate is | render | parse | validate | bytes | broken | refused |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
            *(line(row, rows[OURS]) for row in rows.values()),
        ]
    return "\n".join(lines) + "\n"


def web_table(results, about):
    """A line for each workload in each place."""
    lines = [
        f"{about} Times are nanoseconds for one payload, lower is better.",
        "",
        "| workload | in | lineplate | nunjucks + ajv | lineplate is | liquidjs + ajv | lineplate is |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for workload in TITLES:
        for place in ("Node", "Chromium"):
            rows = by_engine([row for row in results if row["language"] == place], workload)
            ours = rows[OURS]
            cells = [workload, place, f"**{ours['ns']:,.0f}**"]
            for peer in ("nunjucks + ajv", "liquidjs + ajv"):
                cells += [f"{rows[peer]['ns']:,.0f}", compare(rows[peer], ours)]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def by_engine(results, workload):
    """The rows of a workload, the fastest first."""
    rows = sorted((row for row in results if row["workload"] == workload), key=lambda row: row["ns"])
    return {row["engine"]: row for row in rows}


def summary(workload, rows):
    ours = rows[OURS]
    peers = [row for name, row in rows.items() if name not in (OURS, FROM_TEXT, LIMIT)]
    limit = f"{rows[LIMIT]['ns']:,.0f}" if LIMIT in rows else ""
    cells = [
        workload, f"{ours['bytes']:,.0f}", f"**{ours['ns']:,.0f}**", f"{ours['bytes'] / ours['ns']:.2f}",
        f"{peers[0]['engine']}: {peers[0]['ns']:,.0f}", f"**{compare(peers[0], ours)}**", f"{peers[-1]['ns']:,.0f}",
        f"{rows[FROM_TEXT]['ns']:,.0f}", limit,
    ]
    return f"| {' | '.join(cells)} |"


def line(row, ours):
    name = f"**{row['engine']}**" if row is ours else row["engine"]
    times = "" if row is ours else compare(row, ours)
    stages = [f"{row[stage]:,.0f}" if stage in row else "" for stage in ("render", "parse", "validate")]
    cells = [name, row["language"], f"{row['ns']:,.0f}", times, *stages]
    return "| " + " | ".join([*cells, f"{row['bytes']:,.0f}", str(row["broken"]), str(row["invalid"])]) + " |"


def compare(row, ours):
    """How many times faster lineplate is than another engine."""
    ratio = row["ns"] / ours["ns"]
    factor, word = (ratio, "faster") if ratio >= 1 else (1 / ratio, "slower")
    return f"{factor:.1f}× {word}" if factor < 10 else f"{factor:.0f}× {word}"
