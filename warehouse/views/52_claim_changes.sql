-- claim_changes('RUN_ID'): what an extractor read differently in one run than the one before it on the
-- same pages: claims gained, lost, and changed, with what changed in them.
CREATE MACRO claim_changes(wanted_run) AS TABLE
WITH after AS (
    SELECT d.document_id, d.extractor_version, e.ordinal
    FROM raw.documents d JOIN raw.extractors e USING (extractor_version)
    WHERE d.run_id = wanted_run
), shared AS (
    SELECT a.document_id, a.extractor_version AS new_version,
        arg_max(d.extractor_version, e.ordinal) AS old_version
    FROM after a JOIN raw.documents d USING (document_id)
    JOIN raw.extractors e ON e.extractor_version = d.extractor_version
    WHERE e.ordinal < a.ordinal GROUP BY ALL
), o AS (
    SELECT c.* FROM claims_history c JOIN shared s
        ON s.document_id = c.document_id AND s.old_version = c.extractor_version
), n AS (
    SELECT c.* FROM claims_history c JOIN shared s
        ON s.document_id = c.document_id AND s.new_version = c.extractor_version
), met AS (
    SELECT coalesce(n.claim_id, o.claim_id) AS claim_id,
        CASE WHEN o.claim_id IS NULL THEN 'gained' WHEN n.claim_id IS NULL THEN 'lost'
            ELSE 'changed' END AS change,
        coalesce(n.source, o.source) AS source, coalesce(n.subject, o.subject) AS subject,
        coalesce(n.relation, o.relation) AS relation, coalesce(n.object, o.object) AS object,
        CASE WHEN change = 'changed' THEN list_filter(list_transform([
            ['polarity', o.polarity, n.polarity],
            ['direction', o.direction, n.direction],
            ['valence', o.valence, n.valence],
            ['certainty', o.certainty, n.certainty],
            ['causal strength', o.causal_strength::VARCHAR, n.causal_strength::VARCHAR],
            ['claim type', o.claim_type, n.claim_type]
        ], lambda was: CASE WHEN was[2] IS DISTINCT FROM was[3]
            THEN was[1] || ': ' || coalesce(was[2], 'none') || ' > ' || coalesce(was[3], 'none') END
        ), lambda changed: changed IS NOT NULL) ELSE [] END AS changes,
        coalesce(n.sentence, o.sentence) AS sentence, coalesce(n.url, o.url) AS url,
        coalesce(n.document_id, o.document_id) AS document_id,
        coalesce(n.rule_id, o.rule_id) AS rule_id, o.extractor_version AS old_version,
        n.extractor_version AS new_version
    FROM o FULL JOIN n ON n.claim_id = o.claim_id
)
SELECT * FROM met WHERE change <> 'changed' OR len(changes) > 0;
