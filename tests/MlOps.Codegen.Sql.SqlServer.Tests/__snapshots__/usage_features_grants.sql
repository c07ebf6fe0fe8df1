-- usage, version 1. Lets roles use what features.sql created; run grants.sql before.
-- Made from the model telephony (9 input columns, 9 output columns) by MlOps.Codegen; do not edit.

-- What reads tables of the same owner needs no right on them. mlops_reading reads features and scores at any time; mlops_deploying creates
-- what computes them.
GRANT SELECT ON [mlops].[usage_v1_features] TO [mlops_reading];
GRANT SELECT ON [mlops].[usage_v1_features_now] TO [mlops_reading];
GRANT SELECT ON [mlops].[usage_v1_scores_at] TO [mlops_reading];
GRANT SELECT ON [accounts] TO [mlops_deploying];
GRANT SELECT ON [regions] TO [mlops_deploying];
GRANT SELECT ON [calls] TO [mlops_deploying];
GO
