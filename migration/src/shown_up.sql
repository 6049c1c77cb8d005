-- Of what is computed 15 significant digits are shown, which is what a cast to decimals leaves; nothing of what is beyond all numbers.
-- Rounded up, the few numbers at the end would be.
{postgres}CREATE FUNCTION panorama_shown(v DOUBLE PRECISION) RETURNS DOUBLE PRECISION LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1 AS $$
{postgres}  SELECT CASE WHEN abs(v) < DOUBLE PRECISION '1.797693134862315e308' THEN CAST(CAST(v AS NUMERIC) AS DOUBLE PRECISION)
{postgres}    WHEN abs(v) < DOUBLE PRECISION 'Infinity' THEN sign(v) * DOUBLE PRECISION '1.79769313486231e308' END $$;

-- What is too large or too small to be cut into whole numbers is its 53 bits times a power of two, and added up as that.
{postgres}CREATE FUNCTION panorama_exponent(v DOUBLE PRECISION) RETURNS INTEGER LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
{postgres}  SELECT greatest((get_byte(float8send(v), 0) & 127) * 16 + (get_byte(float8send(v), 1) >> 4), 1) - 1075 $$;
{postgres}CREATE FUNCTION panorama_bits(v DOUBLE PRECISION, e INTEGER) RETURNS NUMERIC LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
{postgres}  SELECT CAST(CAST(v * power(DOUBLE PRECISION '2', -e / 2) * power(DOUBLE PRECISION '2', -e - -e / 2) AS BIGINT) AS NUMERIC) $$;
{postgres}CREATE OR REPLACE FUNCTION panorama_rest(v DOUBLE PRECISION) RETURNS NUMERIC LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
{postgres}  SELECT CASE WHEN abs(v) >= DOUBLE PRECISION '5070602400912917605986812821504' THEN
{postgres}      CASE WHEN abs(v) = DOUBLE PRECISION 'Infinity' THEN CAST(CAST(v AS TEXT) AS NUMERIC)
{postgres}        ELSE panorama_bits(v, panorama_exponent(v)) * power(CAST(2 AS NUMERIC), panorama_exponent(v)) END
{postgres}    WHEN abs(v) < DOUBLE PRECISION '1e-9' AND v <> 0
{postgres}      THEN panorama_bits(v, panorama_exponent(v)) * power(CAST(5 AS NUMERIC), -panorama_exponent(v)) * CAST('1e' || CAST(panorama_exponent(v) AS TEXT) AS NUMERIC) END $$;
-- PostgreSQL refuses products and quotients that are too small for a number: there is nothing to cut of what is so small, and a mean
-- that is less than half of the least number is nothing.
{postgres}CREATE OR REPLACE FUNCTION panorama_high(v DOUBLE PRECISION) RETURNS BIGINT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
{postgres}  SELECT CASE WHEN abs(v) < DOUBLE PRECISION '1e-9' THEN 0
{postgres}    WHEN abs(v) < DOUBLE PRECISION '5070602400912917605986812821504' THEN CAST(trunc(v * DOUBLE PRECISION '9.094947017729282e-13') AS BIGINT) END $$;
{postgres}CREATE OR REPLACE FUNCTION panorama_middle(v DOUBLE PRECISION) RETURNS BIGINT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
{postgres}  SELECT CASE WHEN abs(v) < DOUBLE PRECISION '1e-9' THEN 0
{postgres}    WHEN abs(v) < DOUBLE PRECISION '5070602400912917605986812821504' THEN CAST(panorama_below(v) AS BIGINT) END $$;
{postgres}CREATE FUNCTION panorama_mean(total DOUBLE PRECISION, known BIGINT) RETURNS DOUBLE PRECISION LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1 AS $$
{postgres}  SELECT CASE WHEN known = 0 THEN NULL WHEN abs(total) >= DOUBLE PRECISION '1e-300' THEN total / known
{postgres}    WHEN abs(total) * 2 <= known * DOUBLE PRECISION '5e-324' THEN 0 ELSE total / known END $$;
