"""The figures as Markdown."""

TITLES = {
    "w1_text": "a text and an image",
    "w2_receipt": "a flex receipt",
    "w3_carousel": "a carousel from a loop",
    "w4_logic": "conditions and filters",
}
OURS = "lineplate"
LIMIT = "written by hand"


def table(results, users, rounds, environment):
    """A summary of all workloads, then a table for each."""
    lines = [
        f"{environment} {users:,} users, median of {rounds} rounds. Times are nanoseconds for one payload on one core, lower is "
        "better.",
        "",
        "| workload | bytes | lineplate | GB/s | fastest peer | lineplate is | slowest peer | written by hand |",
        "| --- | ---: | ---: | ---: | --- | ---: | ---: | ---: |",
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


def by_engine(results, workload):
    """The rows of a workload, the fastest first."""
    rows = sorted((row for row in results if row["workload"] == workload), key=lambda row: row["ns"])
    return {row["engine"]: row for row in rows}


def summary(workload, rows):
    ours = rows[OURS]
    peers = [row for name, row in rows.items() if name not in (OURS, LIMIT)]
    limit = f"{rows[LIMIT]['ns']:,.0f}" if LIMIT in rows else ""
    cells = [
        workload, f"{ours['bytes']:,.0f}", f"**{ours['ns']:,.0f}**", f"{ours['bytes'] / ours['ns']:.2f}",
        f"{peers[0]['engine']}: {peers[0]['ns']:,.0f}", f"**{compare(peers[0], ours)}**", f"{peers[-1]['ns']:,.0f}", limit,
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
