-- A year of customers who were scored each week, and what became of them a month later. All numbers follow from hash values of row numbers, so
-- that every run sees the same year.

-- Rows of 60 weeks, 1,500 a week, from the eight weeks before 2024.
CREATE TABLE customer AS
WITH drawn AS (
    SELECT i,
           TIMESTAMP '2023-11-06' + INTERVAL (i // 1500 * 7) DAY + INTERVAL (hash(i) % 168) HOUR AS scored_at,
           i // 1500 - 8 AS week,
           sqrt(-2 * ln((hash(i + 10000000) % 1000000 + 1) / 1000001.0)) * cos(2 * pi() * (hash(i + 20000000) % 1000000) / 1e6) AS z_calls,
           sqrt(-2 * ln((hash(i + 30000000) % 1000000 + 1) / 1000001.0)) * cos(2 * pi() * (hash(i + 40000000) % 1000000) / 1e6) AS z_tenure,
           sqrt(-2 * ln((hash(i + 50000000) % 1000000 + 1) / 1000001.0)) * cos(2 * pi() * (hash(i + 60000000) % 1000000) / 1e6) AS z_data,
           hash(i + 70000000) % 1000 / 1000.0 AS u_plan,
           hash(i + 80000000) % 1000 / 1000.0 AS u_region,
           hash(i + 90000000) % 4 AS complaints,
           CASE WHEN hash(i + 110000000) % 2 = 0 THEN 'f' ELSE 'm' END AS sex,
           18 + hash(i + 120000000) % 60 AS age,
           hash(i + 130000000) % 1000000 / 1e6 AS u_left
    FROM range(90000) AS numbers(i)
)
SELECT scored_at, week, complaints, sex, age, u_left,

       -- Gradual: people call more, from week to week until May.
       round(100 + 25 * z_calls + 2.5 * greatest(0, least(week, 18) - 4), 1) AS calls,

       -- Seasonal: more data on holidays in July and August, every year.
       round(greatest(0.1, 8 + 2 * z_data + CASE WHEN month(scored_at) IN (7, 8) THEN 2.5 ELSE 0 END), 2) AS data_gb,

       -- Sudden: a new plan from the first of April.
       CASE WHEN week >= 13 AND u_plan < 0.2 THEN 'flex' WHEN u_plan < 0.5 THEN 'basic' WHEN u_plan < 0.8 THEN 'plus' ELSE 'family' END AS plan,

       -- None.
       CASE WHEN u_region < 0.4 THEN 'north' WHEN u_region < 0.75 THEN 'south' ELSE 'islands' END AS region,
       round(greatest(0, 36 + 14 * z_tenure), 1) AS tenure
FROM drawn
ORDER BY scored_at;

-- The first version has learnt that those leave who call much. From May on calls are free, and those leave who complain: what a column means has
-- changed, which no distribution shows. The second version has learnt that.
CREATE VIEW scores AS
SELECT *,
       1 / (1 + exp(-(-1.2 + 1.3 * (calls - 100) / 25 - 0.5 * (tenure - 36) / 14))) AS score_1,
       1 / (1 + exp(-(-3.2 + 1.5 * complaints - 0.5 * (tenure - 36) / 14))) AS score_2
FROM customer;

-- Whether somebody leaves is known after thirty days. The clock says what is known now.
CREATE TABLE clock (today TIMESTAMP);

CREATE VIEW known AS
SELECT scores.*,
       CASE WHEN scored_at + INTERVAL 30 DAY <= today THEN u_left < CASE WHEN week < 18 THEN score_1 ELSE score_2 END END AS left_us
FROM scores, clock
WHERE scored_at < today;

-- What each version has decided; the second is the challenger of the first.
CREATE VIEW scored_1 AS
SELECT *, score_1 AS score, score_1 >= 0.4 AS contacted, score_2 AS challenger FROM known;

CREATE VIEW scored_2 AS
SELECT *, score_2 AS score, score_2 >= 0.4 AS contacted FROM known;
