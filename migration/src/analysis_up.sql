-- How many vendors and models are members of a sector itself, kept by triggers.
ALTER TABLE sector ADD COLUMN vendor_count {int} NOT NULL DEFAULT 0;
ALTER TABLE sector ADD COLUMN model_count {int} NOT NULL DEFAULT 0;
CREATE INDEX sector_vendor_count ON sector (vendor_count{id_last});
CREATE INDEX sector_vendor_count_last ON sector (vendor_count DESC{id_last});
CREATE INDEX sector_model_count ON sector (model_count{id_last});
CREATE INDEX sector_model_count_last ON sector (model_count DESC{id_last});

-- What is printed of chips, as numbers of models are: the preferred claims, in base units.
ALTER TABLE technology ADD COLUMN memory {float} CHECK (memory >= 0);
ALTER TABLE technology ADD COLUMN memory_bandwidth {float} CHECK (memory_bandwidth >= 0);
ALTER TABLE technology ADD COLUMN fp16_performance {float} CHECK (fp16_performance >= 0);
ALTER TABLE technology ADD COLUMN tdp {float} CHECK (tdp >= 0);
ALTER TABLE technology ADD COLUMN process_node {float} CHECK (process_node >= 0);
CREATE INDEX technology_memory ON technology (memory{id_last});
CREATE INDEX technology_memory_last ON technology (memory DESC{id_last});
CREATE INDEX technology_memory_bandwidth ON technology (memory_bandwidth{id_last});
CREATE INDEX technology_memory_bandwidth_last ON technology (memory_bandwidth DESC{id_last});
CREATE INDEX technology_fp16_performance ON technology (fp16_performance{id_last});
CREATE INDEX technology_fp16_performance_last ON technology (fp16_performance DESC{id_last});
CREATE INDEX technology_tdp ON technology (tdp{id_last});
CREATE INDEX technology_tdp_last ON technology (tdp DESC{id_last});
CREATE INDEX technology_process_node ON technology (process_node{id_last});
CREATE INDEX technology_process_node_last ON technology (process_node DESC{id_last});

-- Figures in base units, as in those of printed ones.
{sqlite}CREATE INDEX observation_normalized ON observation (normalized_value, id, superseded_on);
{sqlite}CREATE INDEX observation_normalized_last ON observation (normalized_value DESC);
{postgres}CREATE INDEX observation_normalized ON observation (normalized_value, id) INCLUDE (superseded_on);
{postgres}CREATE INDEX observation_normalized_last ON observation (normalized_value DESC, id) INCLUDE (superseded_on);

-- What was dropped, by day: few of all figures.
CREATE INDEX observation_withdrawn_on ON observation (withdrawn_on{id_last}) WHERE withdrawn_on IS NOT NULL;
