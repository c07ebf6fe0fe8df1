-- usage, version 1. Scores every row of the root as of a time; run features.sql before.
-- Made from the model telephony (9 input columns, 9 output columns) by MlOps.Codegen; do not edit.

-- At the current time; write another one, such as DATETIME2FROMPARTS(2026, 3, 1, 0, 0, 0, 0, 0), for what was known then.
SELECT [account_id], [opened_at_scored], [plan_scored], [balance_scored], [region_factor_scored], [at_scored], [usage_week_scored], [long_calls_scored], [kinds_scored], [last_tariff_scored]
FROM [mlops].[usage_v1_scores_at] (SYSUTCDATETIME());
