using Microsoft.SqlServer.Dac.Model;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Deployment.Engines;
using MlOps.Codegen.Monitoring.Baselines;
using MlOps.Codegen.Sql.Monitoring;
using MlOps.Codegen.Sql.SqlServer.Tests.Validity;
using MlOps.Codegen.Testing;

namespace MlOps.Codegen.Sql.SqlServer.Tests;

/// <summary>What Microsoft's own parser and schema model say of the monitor's script, where there is no server to run it.</summary>
public class MonitorScriptTests
{
    private static readonly MonitorSpecification Specification = new()
    {
        Model = "churn",
        Table = "scored",
        TableSchema = "dbo",
        TimeColumn = "at",
        Columns =
        [
            new("age", ColumnKind.Numeric) { Exact = true }, new("score", ColumnKind.Numeric, ColumnRole.Score), new("challenger", ColumnKind.Numeric, ColumnRole.ChallengerScore),
            new("decision", ColumnKind.Category, ColumnRole.Decision) { Positive = "yes" }, new("other decision", ColumnKind.Boolean, ColumnRole.ChallengerDecision),
            new("outcome", ColumnKind.Boolean, ColumnRole.Outcome), new("region", ColumnKind.Category, ColumnRole.Slice), new("sex", ColumnKind.Category, ColumnRole.Protected),
        ],
        Values = [new ValueMeasure("profit", "SUM(CASE WHEN source.[decision] = N'yes' THEN 10 ELSE -1 END)")],
        Limits = [new MetricLimit("auc", AtLeast: 0.7, FallsBy: 0.05)],
        Parameters = 12,
    };

    private static readonly MonitoringBaseline Baseline = BaselineBuilder.Freeze(
        Specification,
        "2024-01-01 00:00:00",
        "2024-02-01 00:00:00",
        1_000,
        [.. Specification.Columns.Select(column => column.Kind switch
        {
            ColumnKind.Numeric => BaselineBuilder.Numeric(column, 0, 100, 12.5, [10, 50]),
            ColumnKind.Boolean => BaselineBuilder.Category(column, ["true", "false"], isClosed: true),
            ColumnKind.Category => BaselineBuilder.Category(column, ["yes", "no", "it's"], isClosed: false),
            _ => throw new InvalidOperationException($"unknown kind {column.Kind}"),
        })]) with
    {
        Reference = [new ReferenceMetric("auc", "", "", 0.82, 900), new ReferenceMetric("auc", "region", "it's", 0.8, 100)],
        Bands = [new PerformanceBand("estimated_accuracy", 0.75, 0.01, 10, 100), new PerformanceBand("estimated_recall", 0.5, 0.02, 10, 100)],
    };

    [Fact]
    public void The_script_parses_and_every_name_resolves()
    {
        Script.Parse(Scripts().Install(Baseline));
        using TSqlModel model = Installed();
        AssertResolved(model);
        Assert.All(
            new[] { Scripts().Extent(), Scripts().Quantiles(Specification.Columns[0], 10, null, null), Scripts().Categories(Specification.Columns[6], 5, Scripts().Moment(new(2024, 1, 1)), null) },
            query => Script.Parse(query));
    }

    [Fact]
    public void Scripts_for_roles_schedule_and_removal_parse_and_their_commands_resolve()
    {
        foreach (WindowLength every in Enum.GetValues<WindowLength>())
        {
            string schedule = Scripts().Schedule(Baseline, new MonitorSchedule(every, Again: 3))!;
            Script.Parse(schedule);
            Script.Parse(Command(schedule));
        }

        string[] others = [Scripts().Grants(Baseline)!, Scripts().Uninstall()];
        Assert.All(others, script => Script.Parse(script));
        using TSqlModel model = Installed();
        model.AddObjects("CREATE ROLE [mlops_looking]");
        model.AddObjects("CREATE ROLE [mlops_monitoring]");
        model.AddObjects("CREATE ROLE [mlops_acknowledging]");

        // What is granted, deleted and dropped is there: in procedures, whose names the model resolves, and as permissions.
        foreach (string grant in others[0].Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("GRANT ", StringComparison.Ordinal)))
        {
            model.AddObjects(grant);
        }

        string deletes = string.Join('\n', others[1].Split('\n').Where(line => line.TrimStart().StartsWith("DELETE ", StringComparison.Ordinal)));
        Assert.Equal(13, deletes.Split('\n').Length);
        model.AddObjects($"CREATE PROCEDURE [mlops].[deletes] AS BEGIN\n{deletes}\nEND");
        model.AddObjects($"CREATE PROCEDURE [mlops].[looks] AS BEGIN\n{Command(Scripts().Schedule(Baseline, new MonitorSchedule(WindowLength.Week))!)}\nEND");
        AssertResolved(model);

        // The step's command is put together of a text a line.
        static string Command(string schedule)
        {
            const string Begin = "AS nvarchar(max))\n";
            int begin = schedule.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
            string[] lines = schedule[begin..schedule.IndexOf("';\n", begin, StringComparison.Ordinal)].Split(" + NCHAR(10)\n");
            return string.Join('\n', lines.Select(line => line.Trim()["+ N'".Length..].TrimEnd('\'').Replace("''", "'", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void The_scripts_are_the_accepted_ones() =>
        Golden.Match(string.Join("\n", Scripts().Grants(Baseline), Scripts().Schedule(Baseline, new MonitorSchedule(WindowLength.Day, Again: 30)), Scripts().Uninstall()));

    [Fact]
    public void The_script_is_the_accepted_one() => Golden.Match(Scripts().Install(Baseline));

    private static TSqlModel Installed()
    {
        string script = Scripts().Install(Baseline);
        var model = new TSqlModel(SqlServerVersion.Sql140, new TSqlModelOptions());
        model.AddObjects("CREATE TABLE [dbo].[scored] ([at] datetime2, [age] float, [score] float, [challenger] float, [decision] nvarchar(10), [other decision] bit, [outcome] bit, [region] nvarchar(20), [sex] nvarchar(10))");
        model.AddObjects("CREATE SCHEMA [mlops]");
        foreach (string batch in TransactSqlBatches.Split(script))
        {
            if (batch.Contains("CREATE TABLE", StringComparison.Ordinal))
            {
                model.AddObjects(batch[batch.IndexOf("CREATE TABLE", StringComparison.Ordinal)..]);
            }
            else if (batch.Contains("CREATE OR ALTER PROCEDURE", StringComparison.Ordinal))
            {
                model.AddObjects(batch.Replace("CREATE OR ALTER ", "CREATE ", StringComparison.Ordinal));
            }
        }

        return model;
    }

    private static void AssertResolved(TSqlModel model)
    {
        IList<DacModelMessage> messages = model.Validate();
        Assert.True(messages.Count == 0, string.Join('\n', messages.Select(message => message.Message)));
    }

    private static MonitorScripts Scripts() => new SqlServerDialect().Monitoring(Specification);
}
