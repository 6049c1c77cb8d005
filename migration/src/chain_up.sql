CREATE TABLE dataset (
  id {id} PRIMARY KEY CHECK (id = 1),
  name {text} NOT NULL,
  version {int} NOT NULL,
  updated_at {int} NOT NULL,
  built_in_hash {text}
){strict};

INSERT INTO dataset (id, name, version, updated_at) VALUES (1, 'Panorama', 0, 0);

{postgres}CREATE FUNCTION panorama_changed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_notify(''panorama_changed'', NEW.version::text); RETURN NULL; END';
{postgres}CREATE TRIGGER dataset_changed AFTER UPDATE ON dataset FOR EACH ROW EXECUTE FUNCTION panorama_changed();

CREATE TABLE region (
  code {text} PRIMARY KEY,
  name_en {text} NOT NULL,
  name_zh {text} NOT NULL
){strict};

CREATE TABLE unit (
  code {text} PRIMARY KEY,
  name_en {text} NOT NULL,
  name_zh {text} NOT NULL,
  dimension {text} NOT NULL CHECK (dimension IN ('CURRENCY', 'SHARE', 'RATIO', 'COUNT', 'PARAMETERS', 'TOKENS', 'COMPUTE', 'MEMORY', 'BANDWIDTH', 'POWER', 'TIME', 'SCORE', 'NONE')),
  currency {text},
  base_code {text} NOT NULL REFERENCES unit (code) ON DELETE RESTRICT,
  multiplier {float} NOT NULL CHECK (multiplier > 0)
){strict};
CREATE INDEX unit_base ON unit (base_code);

CREATE TABLE attribute (
  slug {text} PRIMARY KEY,
  position {int} NOT NULL,
  name_en {text} NOT NULL,
  name_zh {text} NOT NULL
){strict};

CREATE TABLE source (
  id {id} PRIMARY KEY,
  slug {text} NOT NULL UNIQUE,
  title_en {text},
  title_zh {text},
  title_en_fold {text},
  title_zh_fold {text},
  publisher {text},
  publisher_fold {text},
  kind {text} NOT NULL CHECK (kind IN ('REPORT', 'DATASET', 'PAPER', 'ANNOUNCEMENT', 'DATASHEET', 'NEWS', 'POLICY', 'OTHER')),
  url {text},
  published_on {date},
  published_precision {text} CHECK (published_precision IN ('DAY', 'MONTH', 'QUARTER', 'YEAR')),
  license {text},
  redistribution {text} NOT NULL DEFAULT 'UNKNOWN' CHECK (redistribution IN ('ALLOWED', 'FORBIDDEN', 'UNKNOWN')),
  description_en {text},
  description_zh {text},
  built_in {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {int} NOT NULL,
  CHECK (coalesce(title_en, title_zh) IS NOT NULL),
  CHECK ((published_on IS NULL) = (published_precision IS NULL))
){strict};
CREATE INDEX source_published_on ON source (published_on{id_last});
CREATE INDEX source_published_on_last ON source (published_on DESC{id_last});
CREATE INDEX source_updated_at ON source (updated_at{id_last});
CREATE INDEX source_updated_at_last ON source (updated_at DESC{id_last});

CREATE TABLE node (
  id {id} PRIMARY KEY,
  type {text} NOT NULL CHECK (type IN ('VENDOR', 'MODEL', 'SECTOR', 'TECHNOLOGY', 'TREND', 'METRIC')),
  slug {text} NOT NULL,
  place {text} NOT NULL,
  import_source_id {id} REFERENCES source (id) ON DELETE SET NULL,
  UNIQUE (type, slug),
  UNIQUE (id, type),
  UNIQUE (id, slug),
  UNIQUE (id, place)
){strict};
CREATE INDEX node_import_source ON node (import_source_id);

CREATE TABLE name (
  node_id {id} NOT NULL REFERENCES node (id) ON DELETE CASCADE,
  position {int} NOT NULL,
  role {text} NOT NULL CHECK (role IN ('EN', 'ZH', 'ALIAS')),
  text {text} NOT NULL,
  fold {text} NOT NULL,
  same {text} NOT NULL,
  PRIMARY KEY (node_id, position)
){strict};
CREATE INDEX name_same ON name (same, node_id);
CREATE INDEX name_text ON name (text, node_id);
CREATE INDEX name_fold ON name (fold, node_id);

CREATE TABLE citation (
  node_id {id} NOT NULL REFERENCES node (id) ON DELETE CASCADE,
  position {int} NOT NULL,
  source_id {id} NOT NULL REFERENCES source (id) ON DELETE RESTRICT,
  locator {text},
  PRIMARY KEY (node_id, position)
){strict};
CREATE INDEX citation_source ON citation (source_id, node_id);

-- What lists show stands first in a row: databases read a row from its start.
CREATE TABLE vendor (
  id {id} PRIMARY KEY,
  slug {text} NOT NULL UNIQUE,
  name_en {text},
  name_zh {text},
  kind {text} NOT NULL CHECK (kind IN ('COMPANY', 'CLOUD', 'UNIVERSITY', 'RESEARCH_INSTITUTE', 'GOVERNMENT', 'PUBLISHER', 'OTHER')),
  country {text} REFERENCES region (code) ON DELETE RESTRICT,
  website {text},
  built_in {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {int} NOT NULL,
  name_fold {text} NOT NULL,
  description_en {text},
  description_zh {text},
  -- How many models it made: kept by triggers (see makers).
  model_count {int} NOT NULL DEFAULT 0,
  CHECK (coalesce(name_en, name_zh) IS NOT NULL),
  CHECK (country <> 'WORLD'),
  FOREIGN KEY (id, slug) REFERENCES node (id, slug) ON UPDATE CASCADE ON DELETE CASCADE
){strict};
CREATE INDEX vendor_name ON vendor (name_fold{id_last});
CREATE INDEX vendor_name_last ON vendor (name_fold DESC{id_last});
CREATE INDEX vendor_country ON vendor (country{id_last});
CREATE INDEX vendor_country_last ON vendor (country DESC{id_last});
CREATE INDEX vendor_of_country ON vendor (country, slug);
CREATE INDEX vendor_model_count ON vendor (model_count{id_last});
CREATE INDEX vendor_model_count_last ON vendor (model_count DESC{id_last});
CREATE INDEX vendor_updated_at ON vendor (updated_at{id_last});
CREATE INDEX vendor_updated_at_last ON vendor (updated_at DESC{id_last});

CREATE TABLE model (
  id {id} PRIMARY KEY,
  slug {text} NOT NULL UNIQUE,
  name_en {text},
  name_zh {text},
  released_on {date},
  release_precision {text} CHECK (release_precision IN ('DAY', 'MONTH', 'QUARTER', 'YEAR')),
  parameters {float} CHECK (parameters >= 0),
  -- The first maker, and its name_fold: kept by triggers (see makers).
  maker_id {id},
  maker_name {text},
  family {text},
  scope {text} CHECK (scope IN ('GENERAL', 'INDUSTRY', 'VERTICAL')),
  active_parameters {float} CHECK (active_parameters >= 0),
  parameters_disclosure {text} NOT NULL CHECK (parameters_disclosure IN ('DISCLOSED', 'ESTIMATED', 'RUMOURED', 'UNDISCLOSED', 'UNKNOWN')),
  training_compute {float} CHECK (training_compute >= 0),
  input_modalities {int} NOT NULL CHECK (input_modalities BETWEEN 0 AND 255),
  output_modalities {int} NOT NULL CHECK (output_modalities BETWEEN 0 AND 255),
  context_window {int} CHECK (context_window BETWEEN 0 AND 2147483647),
  context_unit {text} CHECK (context_unit IN ('TOKENS', 'CHARACTERS')),
  license {text},
  openness {text} NOT NULL CHECK (openness IN ('OPEN_SOURCE', 'OPEN_WEIGHTS', 'OPEN_WEIGHTS_RESTRICTED', 'PROPRIETARY', 'UNKNOWN')),
  built_in {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {int} NOT NULL,
  place {text} NOT NULL UNIQUE,
  name_fold {text} NOT NULL,
  description_en {text},
  description_zh {text},
  family_fold {text},
  license_fold {text},
  CHECK (coalesce(name_en, name_zh) IS NOT NULL),
  CHECK ((released_on IS NULL) = (release_precision IS NULL)),
  FOREIGN KEY (id, slug) REFERENCES node (id, slug) ON UPDATE CASCADE ON DELETE CASCADE,
  FOREIGN KEY (id, place) REFERENCES node (id, place) ON UPDATE CASCADE ON DELETE CASCADE
){strict};
{postgres}CREATE UNIQUE INDEX model_card ON model (id) INCLUDE (slug, name_en, name_zh, released_on, release_precision, parameters);
CREATE INDEX model_name ON model (name_fold{id_last});
CREATE INDEX model_name_last ON model (name_fold DESC{id_last});
CREATE INDEX model_released_on ON model (released_on{id_last});
CREATE INDEX model_released_on_last ON model (released_on DESC{id_last});
CREATE INDEX model_parameters ON model (parameters{id_last});
CREATE INDEX model_parameters_last ON model (parameters DESC{id_last});
CREATE INDEX model_active_parameters ON model (active_parameters{id_last});
CREATE INDEX model_active_parameters_last ON model (active_parameters DESC{id_last});
CREATE INDEX model_training_compute ON model (training_compute{id_last});
CREATE INDEX model_training_compute_last ON model (training_compute DESC{id_last});
CREATE INDEX model_context_window ON model (context_window{id_last});
CREATE INDEX model_context_window_last ON model (context_window DESC{id_last});
CREATE INDEX model_maker ON model (maker_id, released_on);
CREATE INDEX model_maker_name ON model (maker_name{id_last});
CREATE INDEX model_maker_name_last ON model (maker_name DESC{id_last});
CREATE INDEX model_openness ON model (openness, released_on DESC{id_last});
CREATE INDEX model_updated_at ON model (updated_at{id_last});
CREATE INDEX model_updated_at_last ON model (updated_at DESC{id_last});

CREATE TABLE sector (
  id {id} PRIMARY KEY,
  slug {text} NOT NULL UNIQUE,
  name_en {text},
  name_zh {text},
  stage {text} NOT NULL CHECK (stage IN ('UPSTREAM', 'MIDSTREAM', 'DOWNSTREAM')),
  path {text} NOT NULL UNIQUE,
  position {int} NOT NULL,
  built_in {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {int} NOT NULL,
  place {text} NOT NULL UNIQUE,
  name_fold {text} NOT NULL,
  description_en {text},
  description_zh {text},
  CHECK (coalesce(name_en, name_zh) IS NOT NULL),
  FOREIGN KEY (id, slug) REFERENCES node (id, slug) ON UPDATE CASCADE ON DELETE CASCADE,
  FOREIGN KEY (id, place) REFERENCES node (id, place) ON UPDATE CASCADE ON DELETE CASCADE
){strict};
CREATE INDEX sector_name ON sector (name_fold{id_last});
CREATE INDEX sector_name_last ON sector (name_fold DESC{id_last});
CREATE INDEX sector_position ON sector (position{id_last});
CREATE INDEX sector_position_last ON sector (position DESC{id_last});
CREATE INDEX sector_updated_at ON sector (updated_at{id_last});
CREATE INDEX sector_updated_at_last ON sector (updated_at DESC{id_last});

CREATE TABLE sector_closure (
  ancestor_id {id} NOT NULL REFERENCES sector (id) ON DELETE CASCADE,
  descendant_id {id} NOT NULL REFERENCES sector (id) ON DELETE CASCADE,
  depth {int} NOT NULL CHECK (depth >= 0),
  PRIMARY KEY (ancestor_id, descendant_id)
){strict};
CREATE INDEX sector_closure_descendant ON sector_closure (descendant_id, depth, ancestor_id);

CREATE TABLE technology (
  id {id} PRIMARY KEY,
  slug {text} NOT NULL UNIQUE,
  name_en {text},
  name_zh {text},
  kind {text} NOT NULL CHECK (kind IN ('CHIP', 'CLOUD_SERVICE', 'FRAMEWORK', 'TECHNIQUE', 'DATASET', 'APPLICATION', 'MODEL_CLASS', 'BUSINESS_MODEL', 'CONCEPT', 'CLUSTER')),
  released_on {date},
  release_precision {text} CHECK (release_precision IN ('DAY', 'MONTH', 'QUARTER', 'YEAR')),
  -- As in model.
  maker_id {id},
  maker_name {text},
  built_in {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {int} NOT NULL,
  name_fold {text} NOT NULL,
  description_en {text},
  description_zh {text},
  CHECK (coalesce(name_en, name_zh) IS NOT NULL),
  CHECK ((released_on IS NULL) = (release_precision IS NULL)),
  FOREIGN KEY (id, slug) REFERENCES node (id, slug) ON UPDATE CASCADE ON DELETE CASCADE
){strict};
CREATE INDEX technology_name ON technology (name_fold{id_last});
CREATE INDEX technology_name_last ON technology (name_fold DESC{id_last});
CREATE INDEX technology_maker ON technology (maker_id);
CREATE INDEX technology_maker_name ON technology (maker_name{id_last});
CREATE INDEX technology_maker_name_last ON technology (maker_name DESC{id_last});
CREATE INDEX technology_kind ON technology (kind, slug);
CREATE INDEX technology_released_on ON technology (released_on{id_last});
CREATE INDEX technology_released_on_last ON technology (released_on DESC{id_last});
CREATE INDEX technology_updated_at ON technology (updated_at{id_last});
CREATE INDEX technology_updated_at_last ON technology (updated_at DESC{id_last});

CREATE TABLE trend (
  id {id} PRIMARY KEY,
  slug {text} NOT NULL UNIQUE,
  name_en {text},
  name_zh {text},
  theme {text} NOT NULL CHECK (theme IN ('TECHNOLOGY', 'BUSINESS', 'POLICY', 'SOCIETY')),
  direction {text} NOT NULL CHECK (direction IN ('UP', 'DOWN', 'STABLE', 'MIXED')),
  horizon_start {date},
  horizon_end {date},
  horizon_precision {text} CHECK (horizon_precision IN ('DAY', 'MONTH', 'QUARTER', 'YEAR')),
  horizon_label {text},
  horizon_duration {text},
  key {text} UNIQUE,
  built_in {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {int} NOT NULL,
  name_fold {text} NOT NULL,
  description_en {text},
  description_zh {text},
  drivers_en {text} NOT NULL,
  drivers_zh {text} NOT NULL,
  effects_en {text} NOT NULL,
  effects_zh {text} NOT NULL,
  CHECK (coalesce(name_en, name_zh) IS NOT NULL),
  CHECK ((horizon_precision IS NULL) = (horizon_label IS NULL)),
  FOREIGN KEY (id, slug) REFERENCES node (id, slug) ON UPDATE CASCADE ON DELETE CASCADE
){strict};
CREATE INDEX trend_name ON trend (name_fold{id_last});
CREATE INDEX trend_name_last ON trend (name_fold DESC{id_last});
CREATE INDEX trend_theme ON trend (theme, slug);
CREATE INDEX trend_updated_at ON trend (updated_at{id_last});
CREATE INDEX trend_updated_at_last ON trend (updated_at DESC{id_last});

CREATE TABLE metric (
  id {id} PRIMARY KEY,
  slug {text} NOT NULL UNIQUE,
  name_en {text},
  name_zh {text},
  kind {text} NOT NULL CHECK (kind IN ('LEVEL', 'SHARE', 'RATIO', 'GROWTH', 'COUNT', 'PRICE', 'SCORE', 'SPECIFICATION', 'EXCHANGE_RATE', 'STATEMENT')),
  unit_code {text} NOT NULL REFERENCES unit (code) ON DELETE RESTRICT,
  region {text} REFERENCES region (code) ON DELETE RESTRICT,
  region_inferred {bool} NOT NULL,
  sector_id {id} REFERENCES sector (id) ON DELETE RESTRICT,
  attribute {text} REFERENCES attribute (slug) ON DELETE RESTRICT,
  built_in {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {int} NOT NULL,
  name_fold {text} NOT NULL,
  description_en {text},
  description_zh {text},
  CHECK (coalesce(name_en, name_zh) IS NOT NULL),
  FOREIGN KEY (id, slug) REFERENCES node (id, slug) ON UPDATE CASCADE ON DELETE CASCADE
){strict};
CREATE INDEX metric_name ON metric (name_fold{id_last});
CREATE INDEX metric_name_last ON metric (name_fold DESC{id_last});
CREATE INDEX metric_kind ON metric (kind, slug);
CREATE INDEX metric_unit ON metric (unit_code, slug);
CREATE INDEX metric_region ON metric (region, slug);
CREATE INDEX metric_sector ON metric (sector_id, slug);
CREATE INDEX metric_attribute ON metric (attribute, slug);
CREATE INDEX metric_updated_at ON metric (updated_at{id_last});
CREATE INDEX metric_updated_at_last ON metric (updated_at DESC{id_last});

CREATE TABLE metric_subject (
  metric_id {id} NOT NULL REFERENCES metric (id) ON DELETE CASCADE,
  metric_place {text} NOT NULL,
  position {int} NOT NULL,
  subject_id {id} NOT NULL,
  subject_type {text} NOT NULL CHECK (subject_type <> 'METRIC'),
  PRIMARY KEY (metric_id, position),
  UNIQUE (metric_id, subject_id),
  FOREIGN KEY (metric_id, metric_place) REFERENCES node (id, place) ON UPDATE CASCADE ON DELETE CASCADE,
  FOREIGN KEY (subject_id, subject_type) REFERENCES node (id, type) ON DELETE RESTRICT
){strict};
CREATE INDEX metric_subject_subject ON metric_subject (subject_id, metric_place, metric_id);

CREATE TABLE observation (
  -- What lists show and ask for stands first, what has a fixed length before the rest.
  id {id} PRIMARY KEY,
  metric_id {id} NOT NULL REFERENCES metric (id) ON DELETE RESTRICT,
  source_id {id} NOT NULL REFERENCES source (id) ON DELETE RESTRICT,
  value {float},
  period_start {date},
  period_end {date},
  superseded_on {date},
  published_on {date},
  known_on {date} NOT NULL,
  status {text} NOT NULL CHECK (status IN ('ACTUAL', 'ESTIMATE', 'FORECAST', 'PLAN', 'CLAIM', 'DEFINITION')),
  unit_code {text} NOT NULL REFERENCES unit (code) ON DELETE RESTRICT,
  period_precision {text} CHECK (period_precision IN ('DAY', 'MONTH', 'QUARTER', 'YEAR')),
  period_label {text},
  comparator {text} NOT NULL CHECK (comparator IN ('EQUAL', 'ABOUT', 'GREATER_THAN', 'AT_LEAST', 'LESS_THAN', 'AT_MOST', 'RANGE', 'SET', 'NONE')),
  low {float},
  high {float},
  published {text},
  rank {int} NOT NULL,
  key {text},
  period_duration {text},
  base_start {date},
  base_end {date},
  base_precision {text} CHECK (base_precision IN ('DAY', 'MONTH', 'QUARTER', 'YEAR')),
  base_label {text},
  base_duration {text},
  normalized_value {float},
  normalized_low {float},
  normalized_high {float},
  -- The base of its unit, which is there as long as that is.
  normalized_unit {text} NOT NULL,
  text_en {text},
  text_zh {text},
  asserted_by {text},
  asserted_by_fold {text},
  asserted_by_vendor_id {id} REFERENCES vendor (id) ON DELETE SET NULL,
  locator {text},
  recorded_at {int} NOT NULL,
  lineage {text} NOT NULL,
  superseded_at {int},
  withdrawn_on {date},
  import_scope {text},
  seen_from {date},
  seen_until {date},
  confidence {text} NOT NULL CHECK (confidence IN ('HIGH', 'MEDIUM', 'LOW', 'UNKNOWN')),
  built_in {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {int} NOT NULL,
{sqlite}  -- Orders are by these: in its indexes nulls come first.
{sqlite}  period_from TEXT NOT NULL GENERATED ALWAYS AS (coalesce(period_start, 'infinity')) VIRTUAL,
{sqlite}  period_until TEXT NOT NULL GENERATED ALWAYS AS (coalesce(period_end, 'infinity')) VIRTUAL,
  CHECK (period_start <= period_end),
  CHECK ((period_precision IS NULL) = (period_label IS NULL)),
  CHECK ((base_precision IS NULL) = (base_label IS NULL)),
  CHECK (low <= high),
  CHECK (comparator NOT IN ('GREATER_THAN', 'AT_LEAST') OR (low IS NOT NULL AND high IS NULL AND value IS NULL)),
  CHECK (comparator NOT IN ('LESS_THAN', 'AT_MOST') OR (high IS NOT NULL AND low IS NULL AND value IS NULL)),
  CHECK (comparator <> 'RANGE' OR (low IS NOT NULL AND high IS NOT NULL)),
  CHECK (comparator NOT IN ('EQUAL', 'ABOUT') OR value IS NOT NULL),
  CHECK (coalesce(value, low, high) IS NOT NULL OR coalesce(text_en, text_zh) IS NOT NULL),
  CHECK ((superseded_on IS NULL) = (superseded_at IS NULL)),
  CHECK (superseded_on >= known_on)
){strict};
-- Imported rows have none.
CREATE UNIQUE INDEX observation_key ON observation (key) WHERE key IS NOT NULL;
CREATE UNIQUE INDEX observation_lineage ON observation (lineage, known_on);
CREATE INDEX observation_known_on ON observation (known_on{id_last});
CREATE INDEX observation_known_on_last ON observation (known_on DESC{id_last});
CREATE INDEX observation_metric ON observation (metric_id, {period_from}, {period_until}{id_last});
CREATE INDEX observation_latest ON observation (metric_id, {period_from} DESC{id_last});
CREATE INDEX observation_period ON observation ({period_from}, {period_until}{id_last});
CREATE INDEX observation_period_from ON observation ({period_from}{id_last});
CREATE INDEX observation_period_from_last ON observation ({period_from} DESC{id_last});
CREATE INDEX observation_period_until ON observation ({period_until}{id_last});
CREATE INDEX observation_period_until_last ON observation ({period_until} DESC{id_last});
CREATE INDEX observation_value ON observation (value{id_last});
CREATE INDEX observation_value_last ON observation (value DESC{id_last});
CREATE INDEX observation_published_on ON observation (published_on{id_last});
CREATE INDEX observation_published_on_last ON observation (published_on DESC{id_last});
CREATE INDEX observation_source ON observation (source_id, {period_from}, {period_until}{id_last});
CREATE INDEX observation_unit ON observation (unit_code);
CREATE INDEX observation_vendor ON observation (asserted_by_vendor_id);
CREATE INDEX observation_status ON observation (status, {period_from}, {period_until}{id_last});
CREATE INDEX observation_updated_at ON observation (updated_at{id_last});
CREATE INDEX observation_updated_at_last ON observation (updated_at DESC{id_last});

CREATE TABLE link (
  id {id} PRIMARY KEY,
  kind {text} NOT NULL CHECK (kind IN ('SUPPLIES', 'MAKES', 'DEPENDS_ON', 'TRAINED_ON', 'RUNS_ON', 'DERIVES_FROM', 'IMPROVES_ON', 'USES', 'COMPETES_WITH', 'INVESTS_IN', 'DEPLOYED_IN', 'SERVES', 'REGULATES', 'DRIVES', 'ENABLES', 'LIMITS', 'LOWERS', 'PRECEDES', 'PROPOSES', 'ISSUES', 'FORECASTS', 'IS_A', 'PART_OF')),
  from_id {id} NOT NULL,
  from_type {text} NOT NULL CHECK (from_type <> 'METRIC'),
  from_place {text} NOT NULL,
  to_id {id} NOT NULL,
  to_type {text} NOT NULL CHECK (to_type <> 'METRIC'),
  to_place {text} NOT NULL,
  flow {int} NOT NULL CHECK (flow IN (-1, 0, 1)),
  position {int} NOT NULL,
  stated {bool} NOT NULL,
  share_value {float},
  share_low {float},
  share_high {float},
  share_unit {text} REFERENCES unit (code) ON DELETE RESTRICT,
  period_start {date},
  period_end {date},
  period_precision {text} CHECK (period_precision IN ('DAY', 'MONTH', 'QUARTER', 'YEAR')),
  period_label {text},
  period_duration {text},
  source_id {id} NOT NULL REFERENCES source (id) ON DELETE RESTRICT,
  locator {text},
  key {text},
  group_key {text},
  note_en {text},
  note_zh {text},
  built_in {bool} NOT NULL,
  version {int} NOT NULL,
  updated_at {int} NOT NULL,
  CHECK (period_start <= period_end),
  CHECK ((period_precision IS NULL) = (period_label IS NULL)),
  CHECK (share_low <= share_high),
  CHECK ((share_unit IS NULL) = (coalesce(share_value, share_low, share_high) IS NULL)),
  CHECK (from_id <> to_id),
  FOREIGN KEY (from_id, from_type) REFERENCES node (id, type) ON DELETE RESTRICT,
  FOREIGN KEY (to_id, to_type) REFERENCES node (id, type) ON DELETE RESTRICT,
  FOREIGN KEY (from_id, from_place) REFERENCES node (id, place) ON UPDATE CASCADE ON DELETE RESTRICT,
  FOREIGN KEY (to_id, to_place) REFERENCES node (id, place) ON UPDATE CASCADE ON DELETE RESTRICT
){strict};
CREATE INDEX link_from ON link (from_id, kind, to_type, to_place, to_id, id);
CREATE INDEX link_to ON link (to_id, kind, from_type, from_place, from_id, id);
CREATE INDEX link_models_made ON link (from_id, to_place, to_id) WHERE kind = 'MAKES' AND to_type = 'MODEL';
CREATE INDEX link_technologies_made ON link (from_id, to_place, to_id) WHERE kind = 'MAKES' AND to_type = 'TECHNOLOGY';
CREATE INDEX link_onward ON link (from_id, flow, to_type, to_place, to_id, kind, id);
CREATE INDEX link_backward ON link (to_id, flow, from_type, from_place, from_id, kind, id);
CREATE INDEX link_first ON link (to_id, kind, from_type, position, from_id);
CREATE INDEX link_of_start ON link (from_id, kind, id);
CREATE INDEX link_of_end ON link (to_id, kind, id);
CREATE INDEX link_kind ON link (kind{id_last});
CREATE INDEX link_kind_last ON link (kind DESC{id_last});
CREATE INDEX link_source ON link (source_id, kind, id);
CREATE INDEX link_share_unit ON link (share_unit);
CREATE INDEX link_updated_at ON link (updated_at{id_last});
CREATE INDEX link_updated_at_last ON link (updated_at DESC{id_last});
CREATE UNIQUE INDEX link_sector_parent ON link (from_id) WHERE kind = 'PART_OF' AND from_type = 'SECTOR' AND to_type = 'SECTOR';
CREATE UNIQUE INDEX link_vendor_parent ON link (from_id) WHERE kind = 'PART_OF' AND from_type = 'VENDOR' AND to_type = 'VENDOR';
CREATE UNIQUE INDEX link_base_model ON link (from_id) WHERE kind = 'DERIVES_FROM' AND from_type = 'MODEL' AND to_type = 'MODEL';
CREATE UNIQUE INDEX link_structure ON link (from_id, to_id, kind) WHERE kind IN ('MAKES', 'DERIVES_FROM', 'PART_OF');
CREATE UNIQUE INDEX link_key ON link (key) WHERE key IS NOT NULL;
CREATE UNIQUE INDEX link_claim ON link (kind, from_id, to_id, source_id, coalesce(key, ''));

CREATE VIEW dataset_count AS
SELECT 'Link' AS type, count(*) AS count FROM link
UNION ALL SELECT 'Metric', count(*) FROM metric
UNION ALL SELECT 'Model', count(*) FROM model
UNION ALL SELECT 'Observation', count(*) FROM observation WHERE superseded_at IS NULL
UNION ALL SELECT 'Sector', count(*) FROM sector
UNION ALL SELECT 'Source', count(*) FROM source
UNION ALL SELECT 'Technology', count(*) FROM technology
UNION ALL SELECT 'Trend', count(*) FROM trend
UNION ALL SELECT 'Vendor', count(*) FROM vendor;
