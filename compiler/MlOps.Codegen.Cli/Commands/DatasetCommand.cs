using System.CommandLine;
using System.Globalization;
using MlOps.Codegen.Cli.Registry;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Printing;
using MlOps.Codegen.Sql.Relations;

namespace MlOps.Codegen.Cli.Commands;

/// <summary>
/// <c>mlops dataset</c>: writes the query for a training set, by the generator that writes the features that are scored, so that training and
/// serving cannot differ.
/// </summary>
internal static class DatasetCommand
{
    /// <summary>The file that is written.</summary>
    public const string FileName = "dataset.sql";

    public static Command Create()
    {
        Argument<string> model = CommonSymbols.Model();
        Option<string> target = CommonSymbols.Target();
        var output = new Option<string>("--out") { Description = $"The folder for {FileName}.", Required = true };
        var times = new Option<string[]>("--as-of")
        {
            Description = "A time (UTC) at which every row of the root is wanted; once per time, or several.",
            AllowMultipleArgumentsPerToken = true,
        };
        AsOfTime.OnlyTimes(times);
        var table = new Option<string?>("--as-of-table") { Description = "A table with a row per key and time: columns named as the root's key, and the time." };
        var column = new Option<string>("--as-of-column") { Description = "The column of that table with the time (UTC).", DefaultValueFactory = _ => "as_of" };
        var labels = new Option<string[]>("--label") { Description = "A column of that table that the training set carries; once per column." };
        Option<string?> registry = RegisteredVersions.Option();
        var command = new Command(
            "dataset",
            """
            Writes the query for a training set: the features of a model over several tables at past times, with nothing in them that was
            known only later.

            Examples:
              mlops dataset churn.pipeline --target duckdb --out training --as-of 2026-01-01T00:00:00 2026-02-01T00:00:00
              mlops dataset churn.pipeline --target postgres --out training --as-of-table ml.outcomes --label churned
            """)
        {
            model, target, output, times, table, column, labels, registry,
        };
        command.Validators.Add(result =>
        {
            bool hasTimes = result.GetValue(times) is { Length: > 0 };
            if (hasTimes == (result.GetValue(table) is not null))
            {
                result.AddError("a training set is of times, or of a table with keys and times: give --as-of or --as-of-table");
            }

            if (result.GetValue(labels) is { Length: > 0 } && result.GetValue(table) is null)
            {
                result.AddError("labels are columns of a table: --label needs --as-of-table");
            }
        });
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(model),
            TargetCatalog.Find(parsed.GetRequiredValue(target)),
            parsed.GetRequiredValue(output),
            [.. (parsed.GetValue(times) ?? []).Select(text => AsOfTime.Parse(text)!.Value)],
            parsed.GetValue(table),
            parsed.GetRequiredValue(column),
            parsed.GetValue(labels) ?? [],
            RegisteredVersions.At(parsed.GetValue(registry))));
        return command;
    }

    private static int Run(
        string path, TargetEntry target, string output, DateTime[] times, string? table, string column, string[] labels, RegisteredVersions? registered)
    {
        if (target.Database is not { } database)
        {
            throw new CommandFailure(ExitCodes.Usage, $"the target {target.Name} is no database: a training set is a query");
        }

        LoadedModel model = ModelLoader.LoadFor(target, path, registered: registered);
        if (model.Relational is not { } plan)
        {
            throw new CommandFailure(ExitCodes.Usage, $"{path}: the model takes rows of one table; there are no features to compute");
        }

        TableName? requests = table is null ? null : TableName.Parse(table)
            ?? throw new CommandFailure(ExitCodes.Usage, $"'{table}' is not the name of a table (--as-of-table)");
        Directory.CreateDirectory(output);
        string file = Path.Combine(output, FileName);
        WholeFile.Write(file, Script(database.Sql, plan, times, requests, column, labels));
        Console.Out.WriteLine(file);
        return ExitCodes.Done;
    }

    /// <summary>The script: functions that the query needs, for the connection, and the query.</summary>
    /// <param name="target">The database.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="times">Times; empty where there is a table.</param>
    /// <param name="requests">A table with keys and times; null where there are times.</param>
    /// <param name="column">Its column with the time.</param>
    /// <param name="labels">Columns of it that are carried.</param>
    public static string Script(SqlTarget target, RelationalPlan plan, DateTime[] times, TableName? requests, string column, string[] labels)
    {
        SqlDialect dialect = target.Dialect;
        var options = new GenerationOptions(plan.Scoring.Name, Schema: dialect.ScratchSchema);
        FeaturesQuery features = target.Features(plan, options);
        string functions = string.Concat(features.SupportFunctions().Select(function => $"{function.Statement};\n\n"));
        string select = requests is null
            ? features.Select(RelationNames.Declared(dialect), new AsOfTable(Table(dialect, times), dialect.Quote("moment")))
            : Requested(dialect, plan, features, dialect.Relation(requests.Schema, requests.Table), column, labels);
        string header = SqlComment.Header(plan.Scoring, options, "The features at past times: what was known then, by the query that is scored.");
        return $"{header}{functions}{select};\n";
    }

    private static string Table(SqlDialect dialect, DateTime[] times) => string.Create(
        CultureInfo.InvariantCulture,
        $"(\n    {string.Join("\n    UNION ALL ", times.Select(time => $"SELECT {RelationalScorer.Constant(dialect, time)} AS {dialect.Quote("moment")}"))}\n    )");

    private static string Requested(
        SqlDialect dialect, RelationalPlan plan, FeaturesQuery features, string table, string column, string[] labels)
    {
        Relation root = plan.Relation(plan.Root);
        var requests = new AsOfRequests(table, [.. root.Key.Select(dialect.Quote)], dialect.Quote(column));
        if (labels.Length == 0)
        {
            return features.Select(RelationNames.Declared(dialect), requests);
        }

        // Labels come from the table itself: a row of it per row of the training set.
        SqlNames names = new SqlNames(dialect).Reserve([.. features.Features.Select(feature => feature.Column)]);
        KeyColumn[] keys = [.. root.Key.Select(key => new KeyColumn(key, names.Identifier(key)))];
        string asOf = names.Identifier("as_of");
        string inner = features.Select(RelationNames.Declared(dialect), requests, alias =>
            [.. keys.Select(key => new KeyColumn(dialect.KeyValue($"{alias}.{dialect.Quote(key.Sql)}", root.Column(key.Sql).Type), key.Name)), new KeyColumn(features.RequestedTime, asOf)]);
        int final = inner.LastIndexOf("\nSELECT\n", StringComparison.Ordinal);
        IEnumerable<string> conditions = keys
            .Select(key => $"known.{dialect.Quote(key.Name)} = {dialect.KeyValue($"given.{dialect.Quote(key.Sql)}", root.Column(key.Sql).Type)}")
            .Append($"known.{dialect.Quote(asOf)} = {dialect.AsOf($"given.{dialect.Quote(column)}")}");
        IEnumerable<string> columns = root.Key.Append(column).Concat(labels).Select(name => $"given.{dialect.Quote(name)}")
            .Concat(features.Features.Where(feature => !root.Key.Contains(feature.Column)).Select(feature => $"known.{dialect.Quote(feature.Column)}"));
        return $"{inner[..final]},\nknown AS (\n  {inner[(final + 1)..].Replace("\n", "\n  ", StringComparison.Ordinal)}\n)\nSELECT\n  {string.Join(",\n  ", columns)}\nFROM {table} AS given\nJOIN known ON {string.Join(" AND ", conditions)}";
    }
}
