"""The figures as Markdown."""

TITLES = {
    "w1_text": "a text and an image",
    "w2_receipt": "a flex receipt",
    "w3_carousel": "a carousel from a loop",
    "w4_logic": "conditions and filters",
}


def table(results, users, rounds, environment):
    lines = [
        f"{environment} {users:,} users, median of {rounds} rounds. Times are nanoseconds for one payload, lower is better; "
        "“lineplate is” compares with lineplate in the same run.",
    ]
    for workload, title in TITLES.items():
        rows = sorted((row for row in results if row["workload"] == workload), key=lambda row: row["ns"])
        ours = next(row for row in rows if row["engine"] == "lineplate")
        speed = ours["bytes"] / ours["ns"]
        lines += [
            "",
            f"**{workload}**: {title}, {ours['bytes']:,.0f} bytes compact; lineplate writes {speed:.2f} GB/s of checked payloads.",
            "",
            "| engine | in | ns | lineplate is | render | parse | validate | bytes | broken | refused |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
            *(line(row, ours) for row in rows),
        ]
    return "\n".join(lines) + "\n"


def line(row, ours):
    name = f"**{row['engine']}**" if row is ours else row["engine"]
    times = "" if row is ours else compare(row["ns"] / ours["ns"])
    stages = [f"{row[stage]:,.0f}" if stage in row else "" for stage in ("render", "parse", "validate")]
    cells = [name, row["language"], f"{row['ns']:,.0f}", times, *stages]
    return "| " + " | ".join([*cells, f"{row['bytes']:,.0f}", str(row["broken"]), str(row["invalid"])]) + " |"


def compare(ratio):
    """How many times faster lineplate is than somebody who takes `ratio` times as long."""
    factor, word = (ratio, "faster") if ratio >= 1 else (1 / ratio, "slower")
    return f"{factor:.1f}× {word}" if factor < 10 else f"{factor:.0f}× {word}"
