-- Everything the store keeps, in schema raw; what analysts see are the views over it.
-- No foreign keys and no indexes: warehouse/checks.py proves before each publish what they would.

-- Parts that are loaded, and when.
CREATE TABLE raw.parts (part VARCHAR, run_id VARCHAR, load_id INTEGER, loaded_at TIMESTAMP);

-- Extractor versions in the order in which they first came.
CREATE TABLE raw.extractors (extractor_version VARCHAR, ordinal INTEGER);

-- Every concept of the lexicon, and those that only texts name.
CREATE TABLE raw.concepts (
    concept_id VARCHAR,
    name VARCHAR,
    type VARCHAR,
    synonyms VARCHAR[],
    xrefs VARCHAR[],
    classes VARCHAR[],
    targets VARCHAR[],
    lower_is_better BOOLEAN,
    in_lexicon BOOLEAN
);

-- What people judged, imported at each publish; append-only.
CREATE TABLE raw.reviews (
    event_id VARCHAR,
    judged_at TIMESTAMP,
    reviewer VARCHAR,
    target_kind VARCHAR,
    target_id VARCHAR,
    document_id VARCHAR,
    text_sha256 VARCHAR,
    rule_id VARCHAR,
    rule_version INTEGER,
    verdict VARCHAR,
    note VARCHAR
);

-- Addresses that were forgotten and must not come back.
CREATE TABLE raw.forgotten (url VARCHAR, forgotten_at TIMESTAMP);

-- Digest of the views as they were last made, so that they are made anew only when they change.
CREATE TABLE raw.installed (what VARCHAR, sha256 VARCHAR);

-- Snapshots that passed every check.
CREATE TABLE raw.snapshots (snapshot INTEGER, published_at TIMESTAMP, load_id INTEGER);

CREATE TABLE raw.documents (
    document_id VARCHAR,
    extractor_version VARCHAR,
    run_id VARCHAR,
    source VARCHAR,
    url VARCHAR,
    fetched_at TIMESTAMP,
    archive_file VARCHAR,
    archive_offset BIGINT,
    payload_sha256 VARCHAR,
    title VARCHAR,
    author VARCHAR,
    site VARCHAR,
    published_at TIMESTAMP,
    published_precision VARCHAR,
    published_from VARCHAR,
    modified_at TIMESTAMP,
    canonical_url VARCHAR,
    language VARCHAR,
    words INTEGER,
    characters INTEGER,
    text_sha256 VARCHAR,
    doi VARCHAR,
    pmid VARCHAR,
    registry_ids VARCHAR[],
    publication_types VARCHAR[],
    robots VARCHAR[],
    retracted BOOLEAN,
    licence VARCHAR,
    links INTEGER,
    verdict VARCHAR,
    verdict_reason VARCHAR,
    claims INTEGER,
    hedged_claims INTEGER,
    overclaims INTEGER,
    hype_flags INTEGER,
    worst_severity INTEGER,
    caveat_flags INTEGER,
    caveats VARCHAR[],
    omissions INTEGER,
    load_id INTEGER,
    first_seen TIMESTAMP,
    last_seen TIMESTAMP,
    version INTEGER,
    is_current BOOLEAN,
    duplicate_of VARCHAR,
    is_counted BOOLEAN
);

CREATE TABLE raw.captures (
    document_id VARCHAR,
    extractor_version VARCHAR,
    run_id VARCHAR,
    source VARCHAR,
    url VARCHAR,
    fetched_at TIMESTAMP,
    archive_file VARCHAR,
    archive_offset BIGINT,
    payload_sha256 VARCHAR
);

CREATE TABLE raw.texts (
    text_sha256 VARCHAR,
    text VARCHAR
);

CREATE TABLE raw.regions (
    document_id VARCHAR,
    extractor_version VARCHAR,
    kind VARCHAR,
    start_char INTEGER,
    end_char INTEGER,
    label VARCHAR
);

CREATE TABLE raw.sentences (
    document_id VARCHAR,
    extractor_version VARCHAR,
    sentence_id VARCHAR,
    ordinal INTEGER,
    region VARCHAR,
    start_char INTEGER,
    end_char INTEGER,
    text VARCHAR,
    causal_strength INTEGER,
    certainty VARCHAR
);

CREATE TABLE raw.mentions (
    document_id VARCHAR,
    extractor_version VARCHAR,
    sentence_id VARCHAR,
    start_char INTEGER,
    end_char INTEGER,
    surface VARCHAR,
    type VARCHAR,
    concept_id VARCHAR,
    name VARCHAR,
    link_method VARCHAR
);

CREATE TABLE raw.claims (
    document_id VARCHAR,
    extractor_version VARCHAR,
    claim_id VARCHAR,
    claim_key VARCHAR,
    sentence_id VARCHAR,
    region VARCHAR,
    sentence VARCHAR,
    start_char INTEGER,
    end_char INTEGER,
    subject VARCHAR,
    subject_surface VARCHAR,
    subject_type VARCHAR,
    subject_id VARCHAR,
    subject_start INTEGER,
    subject_end INTEGER,
    relation VARCHAR,
    object VARCHAR,
    object_surface VARCHAR,
    object_type VARCHAR,
    object_id VARCHAR,
    object_start INTEGER,
    object_end INTEGER,
    comparator VARCHAR,
    comparator_surface VARCHAR,
    comparator_id VARCHAR,
    comparator_start INTEGER,
    comparator_end INTEGER,
    trigger_start INTEGER,
    trigger_end INTEGER,
    polarity VARCHAR,
    direction VARCHAR,
    valence VARCHAR,
    certainty VARCHAR,
    causal_strength INTEGER,
    claim_type VARCHAR,
    holder_type VARCHAR,
    holder VARCHAR,
    population VARCHAR,
    label_status VARCHAR,
    study_id VARCHAR,
    design VARCHAR,
    sample_size INTEGER,
    species VARCHAR,
    overclaim VARCHAR[],
    overclaim_reasons VARCHAR[],
    rule_id VARCHAR,
    first_seen TIMESTAMP,
    is_new BOOLEAN
);

CREATE TABLE raw.flags (
    document_id VARCHAR,
    extractor_version VARCHAR,
    flag_id VARCHAR,
    flag_key VARCHAR,
    kind VARCHAR,
    category VARCHAR,
    region VARCHAR,
    sentence_id VARCHAR,
    sentence VARCHAR,
    surface VARCHAR,
    start_char INTEGER,
    end_char INTEGER,
    context VARCHAR,
    is_flag BOOLEAN,
    severity INTEGER,
    scope_start INTEGER,
    scope_end INTEGER,
    rule_id VARCHAR,
    rule_version INTEGER,
    rationale VARCHAR,
    holder VARCHAR,
    first_seen TIMESTAMP,
    is_new BOOLEAN
);

CREATE TABLE raw.quantities (
    document_id VARCHAR,
    extractor_version VARCHAR,
    claim_id VARCHAR,
    sentence VARCHAR,
    surface VARCHAR,
    start_char INTEGER,
    end_char INTEGER,
    measure VARCHAR,
    value DOUBLE,
    unit VARCHAR,
    ci_low DOUBLE,
    ci_high DOUBLE,
    p_value DOUBLE
);

CREATE TABLE raw.studies (
    document_id VARCHAR,
    extractor_version VARCHAR,
    study_id VARCHAR,
    ordinal INTEGER,
    keys VARCHAR[],
    design VARCHAR,
    sample_size INTEGER,
    species VARCHAR,
    phase VARCHAR,
    arms INTEGER,
    duration VARCHAR,
    comparator VARCHAR,
    primary_significant BOOLEAN,
    harms_reported BOOLEAN,
    name VARCHAR,
    doi VARCHAR,
    pmid VARCHAR,
    registry_id VARCHAR,
    pilot BOOLEAN
);

CREATE TABLE raw.signals (
    document_id VARCHAR,
    extractor_version VARCHAR,
    kind VARCHAR,
    signal VARCHAR,
    evidence VARCHAR
);

CREATE TABLE raw.sources (
    name VARCHAR,
    kind VARCHAR,
    adapter VARCHAR,
    homepage VARCHAR
);

CREATE TABLE raw.runs (
    run_id VARCHAR,
    started_at TIMESTAMP,
    finished_at TIMESTAMP,
    status VARCHAR,
    extractor_version VARCHAR,
    discovered INTEGER,
    fetched INTEGER,
    unchanged INTEGER,
    failed INTEGER,
    documents INTEGER,
    claims INTEGER,
    hype_flags INTEGER
);

CREATE TABLE raw.source_runs (
    run_id VARCHAR,
    source VARCHAR,
    status VARCHAR,
    discovered INTEGER,
    fetched INTEGER,
    unchanged INTEGER,
    failed INTEGER,
    documents INTEGER,
    reason VARCHAR
);

CREATE TABLE raw.fetches (
    run_id VARCHAR,
    source VARCHAR,
    url VARCHAR,
    fetched_at TIMESTAMP,
    outcome VARCHAR,
    status INTEGER,
    final_url VARCHAR,
    reason VARCHAR,
    bytes BIGINT,
    milliseconds INTEGER,
    archive_file VARCHAR,
    archive_offset BIGINT
);

CREATE TABLE raw.issues (
    run_id VARCHAR,
    source VARCHAR,
    url VARCHAR,
    stage VARCHAR,
    reason VARCHAR,
    detail VARCHAR,
    noticed_at TIMESTAMP
);

