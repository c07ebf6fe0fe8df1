namespace MlOps.Codegen.Sql.Monitoring;

/// <summary>The monitor's tables, which all models share.</summary>
public static class MonitorTables
{
    /// <summary>The statements that create them.</summary>
    /// <param name="scripts">The engine's words.</param>
    public static IEnumerable<string> All(MonitorScripts scripts)
    {
        MonitorNames names = scripts.Names;
        string key = scripts.KeyText;
        string integer = scripts.IntegerType;
        string real = scripts.DoubleType;
        string text = scripts.TextType;
        string time = scripts.TimeType;
        yield return "-- What windows are compared with: the whole of it as a document, and the parts that queries need." + "\n" + scripts.CreateTable(
            names.Baseline, [$"baseline_id {key} NOT NULL PRIMARY KEY", $"model {key} NOT NULL", $"version {integer} NOT NULL", $"document {text} NOT NULL"]);
        yield return scripts.CreateTable(
            names.Feature,
            [
                $"baseline_id {key} NOT NULL", $"feature_id {integer} NOT NULL", $"name {text} NOT NULL", $"kind {key} NOT NULL", $"role {key} NOT NULL",
                $"deviation {real} NULL", "PRIMARY KEY (baseline_id, feature_id)",
            ]);
        yield return scripts.CreateTable(
            names.Bin,
            [
                $"baseline_id {key} NOT NULL", $"feature_id {integer} NOT NULL", $"bin {integer} NOT NULL", $"cell {integer} NOT NULL", $"row_count {integer} NOT NULL",
                $"lower_end {real} NULL", $"upper_end {real} NULL", $"label {text} NULL", "PRIMARY KEY (baseline_id, feature_id, bin)",
            ]);
        yield return scripts.CreateTable(
            names.Critical,
            [
                $"baseline_id {key} NOT NULL", $"degrees {integer} NOT NULL", $"strictness {integer} NOT NULL", $"critical_value {real} NOT NULL",
                "PRIMARY KEY (baseline_id, degrees, strictness)",
            ]);
        yield return "-- What was found in windows." + "\n" + scripts.CreateTable(
            names.Window,
            [
                $"window_id {integer} NOT NULL PRIMARY KEY", $"baseline_id {key} NOT NULL", $"model {key} NOT NULL", $"version {integer} NOT NULL", $"window_from {time} NOT NULL",
                $"window_to {time} NOT NULL", $"row_count {integer} NOT NULL", $"looked_at {time} NOT NULL",
            ]);
        yield return scripts.CreateTable(
            names.Profile,
            [$"window_id {integer} NOT NULL", $"feature_id {integer} NOT NULL", $"bin {integer} NOT NULL", $"row_count {integer} NOT NULL", "PRIMARY KEY (window_id, feature_id, bin)"]);
        yield return "-- Distances are natural logarithms' where they are logarithms'; severity is 0, 1 (matters) or 2 (critical)." + "\n" + scripts.CreateTable(
            names.Drift,
            [
                $"window_id {integer} NOT NULL", $"feature_id {integer} NOT NULL", .. DriftStatements.Measures.Select(measure => $"{measure} {real} NULL"),
                $"degrees {integer} NULL", $"significant {integer} NOT NULL", $"severity {integer} NOT NULL", "PRIMARY KEY (window_id, feature_id)",
            ]);
        yield return scripts.CreateTable(
            names.Metric,
            [
                $"window_id {integer} NOT NULL", $"metric {key} NOT NULL", $"slice {key} NOT NULL", $"slice_value {key} NOT NULL", $"metric_value {real} NULL", $"row_count {integer} NOT NULL",
                "PRIMARY KEY (window_id, metric, slice, slice_value)",
            ]);
        yield return scripts.CreateTable(
            names.Curve,
            [
                $"window_id {integer} NOT NULL", $"bin {integer} NOT NULL", $"row_count {integer} NOT NULL", $"positives {integer} NOT NULL", $"mean_score {real} NULL",
                "PRIMARY KEY (window_id, bin)",
            ]);
        yield return scripts.CreateTable(
            names.Group,
            [
                $"window_id {integer} NOT NULL", $"slice {key} NOT NULL", $"slice_value {key} NOT NULL", $"row_count {integer} NOT NULL", $"selected {integer} NOT NULL",
                $"positives {integer} NOT NULL", $"true_positives {integer} NOT NULL", $"negatives {integer} NOT NULL", $"false_positives {integer} NOT NULL",
                "PRIMARY KEY (window_id, slice, slice_value)",
            ]);
        yield return "-- Alerts stay. The subject is a column, or a value with a limit." + "\n" + scripts.CreateTable(
            names.Alert,
            [
                $"alert_id {integer} NOT NULL PRIMARY KEY", $"window_id {integer} NOT NULL", $"model {key} NOT NULL", $"version {integer} NOT NULL", $"subject {scripts.SubjectText} NOT NULL",
                $"severity {integer} NOT NULL", $"raised_at {time} NOT NULL", "UNIQUE (window_id, subject)",
            ]);
        yield return scripts.CreateTable(
            names.Acknowledgement,
            [$"alert_id {integer} NOT NULL PRIMARY KEY", $"who {key} NOT NULL", $"reason {text} NOT NULL", $"acknowledged_at {time} NOT NULL"]);
        yield return RetrainStatements.Table(scripts);
    }

    /// <summary>The tables whose rows belong to a baseline.</summary>
    /// <param name="names">Their names.</param>
    public static IEnumerable<string> OfBaseline(MonitorNames names) => [names.Baseline, names.Feature, names.Bin, names.Critical];

    /// <summary>The tables of alerts.</summary>
    /// <param name="names">Their names.</param>
    public static IEnumerable<string> OfAlerts(MonitorNames names) => [names.Alert, names.Acknowledgement];

    /// <summary>All tables.</summary>
    /// <param name="names">Their names.</param>
    public static IEnumerable<string> Every(MonitorNames names) => [.. OfBaseline(names), .. OfWindow(names), .. OfAlerts(names)];

    /// <summary>The statements that delete all rows of a model; whose tables must be there.</summary>
    /// <param name="names">The tables' names.</param>
    /// <param name="model">The model, as a constant.</param>
    public static IEnumerable<string> DeleteModel(MonitorNames names, string model)
    {
        yield return $"DELETE FROM {names.Acknowledgement} WHERE alert_id IN (SELECT a.alert_id FROM {names.Alert} AS a WHERE a.model = {model})";
        yield return $"DELETE FROM {names.Alert} WHERE model = {model}";

        // Windows and baselines themselves come last: the others are found by them.
        foreach (string table in OfWindow(names).Where(table => table != names.Window))
        {
            yield return $"DELETE FROM {table} WHERE window_id IN (SELECT w.window_id FROM {names.Window} AS w WHERE w.model = {model})";
        }

        yield return $"DELETE FROM {names.Window} WHERE model = {model}";
        foreach (string table in OfBaseline(names).Where(table => table != names.Baseline))
        {
            yield return $"DELETE FROM {table} WHERE baseline_id IN (SELECT b.baseline_id FROM {names.Baseline} AS b WHERE b.model = {model})";
        }

        yield return $"DELETE FROM {names.Baseline} WHERE model = {model}";
    }

    /// <summary>The tables whose rows a new look at a window replaces.</summary>
    /// <param name="names">Their names.</param>
    public static IEnumerable<string> OfWindow(MonitorNames names) => [names.Profile, names.Window, names.Drift, names.Metric, names.Curve, names.Group];
}
