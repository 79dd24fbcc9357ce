-- Each current page in one line of numbers: how much it claims, sells and limits.
-- @claims: claims that it asserts (neither uncommitted nor counterfact)
-- @caveats: honest limits that it states, one of a kind for each sentence
-- @hedged_share: asserted claims that are not put as fact, divided by asserted claims; null without claims
-- @overclaims: asserted claims that outrun their evidence
-- @omissions: things it should tell and does not
-- @strong_hype_flags: hype of severity 2 or 3, more than colour; a page with any is a page with hype
-- @worst_span: the words of its most severe hype, the first of them; null without hype
CREATE VIEW document_profile AS
SELECT document_id, source, words, claims,
    CASE WHEN words > 0 THEN round(1000.0 * hype_flags / words, 2) END AS hype_per_1000_words,
    worst_severity, caveat_flags AS caveats,
    CASE WHEN claims > 0 THEN round(hedged_claims / claims, 3) END AS hedged_share,
    overclaims, omissions, hype_flags, strong_flags AS strong_hype_flags, worst_span,
    source_kind, url, title, published_at, duplicate_of
FROM raw.current;
