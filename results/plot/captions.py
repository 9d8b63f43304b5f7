# SPDX-License-Identifier: Apache-2.0
"""The words around a figure: its title, which slice it shows, and where the numbers come from."""

from __future__ import annotations

from typing import Iterable, Sequence

from .choices import GridChoice
from .names import Point, axis_words, theatre_name, with_axis_units, words
from .page import Words
from .reading import Axis, ResultFile, Variable

MOST_GLOSSARY = 12


def title_of(file: ResultFile) -> str:
    return file.title or file.path.name


def slice_text(points: Iterable[Point]) -> str:
    """ "recovery = 0.4 year⁻¹, mirror = 0.25"."""
    return ", ".join(f"{axis_words(p.axis)} = {with_axis_units(p)}" for p in points)


def slices_of(choice: GridChoice) -> list[str]:
    """The subtitle of a figure of a grid: every axis that is not drawn, with its value."""
    lines = []
    if choice.difference is not None:
        d = choice.difference
        ends = f"{with_axis_units(d.second)} minus {with_axis_units(d.first)}"
        lines.append(f"Difference: {axis_words(d.axis)} {ends}")
    points = [p for p in choice.fixed.values() if p.axis.size > 1]
    if points:
        lines.append(f"At {slice_text(points)}")
    return lines


def glossary(axes: Sequence[Axis | Variable]) -> list[str]:
    """What names mean, where the name alone does not say it."""
    entries = []
    for axis in axes[:MOST_GLOSSARY]:
        plain = axis.long_name.replace(".", ": ").replace("_", " ").casefold()
        if plain != words(axis.name).casefold() and axis.long_name != axis.name:
            theatre, _, _ = axis.name.rpartition(".")
            meaning = axis.long_name
            if theatre and meaning.startswith(f"{theatre}: "):
                meaning = meaning[len(theatre) + 2 :]
            entries.append(f"{words(axis.name)}: {meaning}.")
    return entries


def provenance(file: ResultFile) -> str:
    """ "Model alliance 1; 1,045,440 scenarios; architecture.h5; entente 0.1.0"."""
    known = file.attributes
    parts = []
    if known.get("model"):
        version = str(known.get("model_version", "")).strip()
        parts.append(f"Model {known['model']}" + (f", version {version}" if version else ""))
    scenarios = f"{file.scenarios:,} scenarios" if file.scenarios != 1 else "one scenario"
    computed = known.get("scenarios_computed")
    if isinstance(computed, int) and computed < file.scenarios:  # a shard, or a run with --limit
        scenarios = f"{computed:,} of {scenarios}"
    parts.append(scenarios)
    still = known.get("fixed_parameters")
    if isinstance(still, list) and file.scenarios != 1:
        count = f"{len(still)} other parameters" if len(still) > 1 else "one other parameter"
        parts.append(f"{count} fixed")
    if str(known.get("horizon", "")).strip():
        parts.append(f"horizon {known['horizon']} years")
    parts.append(f"file {file.path.name}")
    program = str(known.get("program", "")).strip()
    version = str(known.get("program_version", known.get("version", ""))).strip()
    commit = str(known.get("program_commit", known.get("commit", ""))).strip()
    name = program or ("entente" if version else "")
    if version and version not in name:
        name = f"{name} {version}"
    if name:
        parts.append(name + (f" ({commit[:12]})" if commit and commit not in name else ""))
    return "; ".join(parts)


def missing_note(missing: int, total: int) -> list[str]:
    if not missing:
        return []
    return [f"Grey: no result ({missing:,} of {total:,} cells)."]


def heading(name: str) -> str:
    text = words(name)
    return text[:1].upper() + text[1:]


def block_heading(block: Sequence[Variable]) -> str:
    """What the panels of a block are of: a quantity, with the theatre if it is of one alone."""
    return heading(block[0].name if len(block) == 1 else block[0].quantity)


def panel_name(block: Sequence[Variable], variable: Variable) -> str:
    """What a panel is of, beside the heading of its block."""
    return "" if len(block) == 1 else theatre_name(variable.theatre)


def grid_words(
    file: ResultFile, choice: GridChoice, notes: Sequence[str], lead: Sequence[str] = ()
) -> Words:
    """`lead` stands above the slices in the subtitle."""
    drawn = [axis for axis in (choice.x, choice.y) if axis is not None]
    foot = list(notes)
    explained = " ".join(glossary(drawn))
    if explained:
        foot.append(explained)
    foot.append(provenance(file))
    return Words(title_of(file), [*lead, *slices_of(choice)], foot)
