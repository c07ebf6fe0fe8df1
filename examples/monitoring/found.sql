-- Which columns of which version were changed, since when, and in how many of the weeks that were looked at.
SELECT w.version, f.name AS changed, strftime(min(w.window_from), '%Y-%m-%d') AS first_week, strftime(max(w.window_from), '%Y-%m-%d') AS last_week, count(*) AS weeks
FROM mlops.drift_result AS d
INNER JOIN mlops.monitor_window AS w ON w.window_id = d.window_id
INNER JOIN mlops.baseline_feature AS f ON f.baseline_id = w.baseline_id AND f.feature_id = d.feature_id
WHERE d.severity > 0
GROUP BY w.version, f.name
ORDER BY w.version, first_week, f.name
