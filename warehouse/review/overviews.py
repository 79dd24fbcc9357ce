"""How rules, sources and readers do, taken together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.review.snapshot import Row, Snapshot

__all__ = ["RuleView", "SourceView", "agreement", "filter_values", "read_rule", "read_source",
           "rules", "sources"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleView:
    """One hype rule: how often it fires, on which words, and how often people agree."""

    rule_id: str
    precision: Row
    surfaces: Sequence[Row]
    """Its words by how often they were rejected, then how often they occur."""
    sources: Sequence[Row]
    reasons: Sequence[Row]


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source beside the others."""

    source: Row
    ranks: Row
    """Its place among the sources by each figure, from 1, and how many sources there are."""
    categories: Sequence[Row]
    pages: Sequence[Row]


def rules(snapshot: Snapshot) -> list[Row]:
    """Every rule that flags something now, the least trusted first, then the least known."""
    return snapshot.rows(_RULES)


def read_rule(snapshot: Snapshot, rule_id: str) -> RuleView | None:
    """One rule; None where it flags nothing now."""
    precision = snapshot.row(f"{_RULES_OF} WHERE p.rule_id = ?", [rule_id])
    if precision is None:
        return None
    return RuleView(
        rule_id,
        precision,
        snapshot.rows(_SURFACES, [rule_id]),
        snapshot.rows(_RULE_SOURCES, [rule_id]),
        snapshot.rows(_REASONS, [rule_id]),
    )


def sources(snapshot: Snapshot) -> list[Row]:
    """Every source with its figures, the most hyped first."""
    return snapshot.rows(f"{_SOURCES} SELECT * FROM figures ORDER BY hype_per_1000 DESC, source")


def read_source(snapshot: Snapshot, source: str) -> SourceView | None:
    """One source; None where no page of it is current."""
    row = snapshot.row(f"{_SOURCES} SELECT * FROM figures WHERE source = ?", [source])
    if row is None:
        return None
    return SourceView(
        row,
        snapshot.row(f"{_SOURCES} {_RANKS}", [source]) or {},
        snapshot.rows(_CATEGORIES, [source]),
        snapshot.rows(_PAGES, [source]),
    )


def agreement(snapshot: Snapshot) -> tuple[list[Row], list[Row]]:
    """How far each two readers agree, and what each reader has done."""
    return (
        snapshot.rows('FROM reviewer_agreement ORDER BY target_kind DESC, "both" DESC'),
        snapshot.rows(_READERS),
    )


def filter_values(snapshot: Snapshot) -> dict[str, list[str]]:
    """What can be chosen from: names of sources, kinds of source, rules and drugs."""
    return {name: [row["value"] for row in snapshot.rows(query)] for name, query in _VALUES.items()}


_RULES_OF = """
SELECT p.*, f.category, f.severity, f.lookalikes FROM rule_precision p JOIN (
    SELECT rule_id, any_value(category) AS category, max(severity) AS severity,
        count(*) FILTER (NOT is_flag) AS lookalikes
    FROM hype_flags GROUP BY rule_id
) f USING (rule_id)
"""
_RULES = f"{_RULES_OF} ORDER BY coalesce(p.ci_high, 1), p.reviewed DESC, p.flagged DESC, p.rule_id"
_SURFACES = """
SELECT lower(surface) AS surface, count(*) AS flagged,
    count(*) FILTER (review = 'accepted') AS accepted,
    count(*) FILTER (review = 'rejected') AS rejected,
    any_value(flag_id) AS flag_id
FROM hype_flags WHERE rule_id = ? AND is_flag
GROUP BY ALL ORDER BY rejected DESC, flagged DESC, surface LIMIT 20
"""
_RULE_SOURCES = """
SELECT source, count(*) AS flagged FROM hype_flags WHERE rule_id = ? AND is_flag
GROUP BY source ORDER BY flagged DESC, source LIMIT 10
"""
_REASONS = """
SELECT coalesce(nullif(reason, ''), 'no reason given') AS reason, count(*) AS times FROM reviews
WHERE rule_id = ? AND verdict = 'rejected' AND holds GROUP BY ALL ORDER BY times DESC
"""
_SOURCES = """
WITH told AS (
    SELECT source, any_value(source_kind) AS kind, count(*) AS pages, sum(words) AS words,
        round(1000 * sum(hype_flags) / nullif(sum(words), 0), 1) AS hype_per_1000,
        round(count(*) FILTER (worst_severity >= 3) / count(*), 3) AS severe_pages,
        round(1000 * sum(caveats) / nullif(sum(words), 0), 1) AS caveats_per_1000,
        round(sum(hedged_share * claims) / nullif(sum(claims), 0), 3) AS hedged,
        round(sum(overclaims) / nullif(sum(claims), 0), 3) AS overclaiming, sum(claims) AS claims
    FROM document_profile WHERE duplicate_of IS NULL GROUP BY source
), judged AS (
    SELECT source, count(*) AS flags,
        count(*) FILTER (review IN ('accepted', 'rejected')) AS reviewed,
        count(*) FILTER (review = 'accepted') AS accepted
    FROM hype_flags WHERE is_flag GROUP BY source
), figures AS (
    SELECT t.*, coalesce(j.flags, 0) AS flags, coalesce(j.reviewed, 0) AS reviewed,
        round(j.accepted / nullif(j.reviewed, 0), 3) AS precision
    FROM told t LEFT JOIN judged j USING (source)
)
"""
_RANKS = """
, ranked AS (
    SELECT source, count(*) OVER () AS sources,
        rank() OVER (ORDER BY hype_per_1000 DESC NULLS LAST) AS hype_per_1000,
        rank() OVER (ORDER BY severe_pages DESC NULLS LAST) AS severe_pages,
        rank() OVER (ORDER BY caveats_per_1000 DESC NULLS LAST) AS caveats_per_1000,
        rank() OVER (ORDER BY hedged DESC NULLS LAST) AS hedged,
        rank() OVER (ORDER BY overclaiming DESC NULLS LAST) AS overclaiming,
        (SELECT max(hype_per_1000) FROM figures) AS most_hype
    FROM figures
)
SELECT * FROM ranked WHERE source = ?
"""
_CATEGORIES = """
SELECT category, count(*) AS flags, max(severity) AS worst FROM hype_flags
WHERE source = ? AND is_flag GROUP BY category ORDER BY flags DESC, category LIMIT 12
"""
_PAGES = """
SELECT document_id, title, url, published_at, hype_per_1000_words, worst_severity, overclaims
FROM document_profile WHERE source = ? AND duplicate_of IS NULL
ORDER BY worst_severity DESC NULLS LAST, hype_per_1000_words DESC NULLS LAST, title LIMIT 20
"""
_READERS = """
SELECT reviewer, count(*) AS judged, count(*) FILTER (verdict = 'accepted') AS accepted,
    count(*) FILTER (verdict = 'rejected') AS rejected,
    count(*) FILTER (verdict = 'unsure') AS unsure, max(judged_at) AS last_at
FROM reviews WHERE holds GROUP BY reviewer ORDER BY judged DESC, reviewer
"""
_VALUES = {
    "sources": "SELECT DISTINCT source AS value FROM raw.current ORDER BY value",
    "kinds": "SELECT DISTINCT source_kind AS value FROM raw.current ORDER BY value",
    "rules": "SELECT DISTINCT rule_id AS value FROM hype_flags ORDER BY value",
    "drugs": "SELECT name AS value FROM raw.mentions WHERE type IN ('drug', 'drug_class', "
    "'cytokine') GROUP BY name ORDER BY count(*) DESC LIMIT 300",
}
