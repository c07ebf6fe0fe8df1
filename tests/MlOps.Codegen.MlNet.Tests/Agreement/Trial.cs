using System.Globalization;
using Microsoft.ML;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using MlOps.Codegen.Cli.Targets;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.MlNet.Tests.Rows;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Specification.Servers;

namespace MlOps.Codegen.MlNet.Tests.Agreement;

/// <summary>Compares a model on every target with ML.NET's own <c>Transform</c>.</summary>
internal static class Trial
{
    /// <summary>The targets that run in this process.</summary>
    private static readonly string[] InProcess = ["reference", "csharp", "duckdb", "sqlite"];

    /// <summary>The targets that are databases.</summary>
    public static readonly string[] Databases = ["duckdb", "sqlite", "postgres", "sqlserver"];

    /// <summary>What float sums that are added in another order may differ by (docs/mlnet.md).</summary>
    public const double DotProduct = 4e-6;

    // One for all models: a comparison's rows lie in a temporary table of its own connection. A server that this process started is gone with it.
    private static readonly Lazy<TestDatabase> PostgreSql = new(() =>
    {
        TestDatabase database = PostgreSqlServer.Shared.CreateDatabase();
        if (PostgreSqlServer.Shared.Directory is null)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => database.Dispose();
        }

        return database;
    });

    /// <summary>Trains, compiles and compares.</summary>
    /// <param name="estimator">The estimators.</param>
    /// <param name="margin">By how much numbers may differ, relative to 1 or their size; 0 for 1e-12.</param>
    /// <param name="outputs">The compared columns; null for those of the trained model.</param>
    /// <param name="yieldsInfinities">Whether infinite numbers are made of finite ones, which SQL Server does not hold.</param>
    /// <param name="refusedBy">The targets that must refuse the model.</param>
    public static void Run(
        Func<MLContext, IEstimator<ITransformer>> estimator, double margin = 0, string[]? outputs = null, bool yieldsInfinities = false, string[]? refusedBy = null)
    {
        var ml = new MLContext(seed: 7);
        IDataView training = ml.Data.LoadFromEnumerable(Customers.Training);
        Compare(ml, estimator(ml).Fit(training), training.Schema, Customers.Scoring, margin, outputs, yieldsInfinities, refusedBy);
    }

    /// <summary>Compiles and compares.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="model">The model.</param>
    /// <param name="schema">Its input.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="margin">By how much numbers may differ.</param>
    /// <param name="outputs">The compared columns; null for those of the trained model.</param>
    /// <param name="yieldsInfinities">Whether infinite numbers are made of finite ones, which SQL Server does not hold.</param>
    /// <param name="refusedBy">The targets that must refuse the model.</param>
    /// <param name="only">The targets of this process to which the comparison is restricted; null for all targets.</param>
    public static void Compare<T>(
        MLContext ml,
        ITransformer model,
        DataViewSchema schema,
        T[] rows,
        double margin = 0,
        string[]? outputs = null,
        bool yieldsInfinities = false,
        string[]? refusedBy = null,
        string[]? only = null)
        where T : class
    {
        ScoringPlan plan = Compile(model, schema, outputs);
        Dictionary<string, List<Scalar>> expected = Expected.Of(model.Transform(ml.Data.LoadFromEnumerable(rows)));
        Scalar[][] inputs = [.. rows.Select(row => plan.Inputs.Select(input => Read(row, input.Schema)).ToArray())];
        string[] refusing = refusedBy ?? [];
        foreach (string target in refusing)
        {
            Assert.Equal(["MLC4001"], TargetCatalog.Find(target).Generator!.Check(plan).Select(cause => cause.Id).Distinct());
        }

        foreach (string target in (only ?? InProcess).Except(refusing))
        {
            Check(plan, target, null, inputs, expected, margin, yieldsInfinities);
        }

        if (only is not null)
        {
            return;
        }

        if (yieldsInfinities)
        {
            Assert.Equal(["MLC4003"], TargetCatalog.Find("sqlserver").Generator!.Check(plan).Select(cause => cause.Id).Distinct());
        }
        else if (!refusing.Contains("sqlserver"))
        {
            // No server is needed to know whether its queries can be written, and read.
            ITarget sqlServer = TargetCatalog.Find("sqlserver").Generator!;
            Assert.Empty(sqlServer.Check(plan));
            Assert.All(sqlServer.Generate(plan, new GenerationOptions("model")), file => AssertParses(file.Content));
            if (SqlServerServer.IsGiven)
            {
                using TestDatabase server = SqlServerServer.Shared.CreateDatabase();
                Check(plan, "sqlserver", server.ConnectionString, inputs, expected, margin, yieldsInfinities);
            }
        }

        if (!refusing.Contains("postgres"))
        {
            Check(plan, "postgres", PostgreSql.Value.ConnectionString, inputs, expected, margin, yieldsInfinities);
        }
    }

    private static void AssertParses(string script)
    {
        new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(script), out IList<ParseError> errors);
        Assert.True(errors.Count == 0, string.Join('\n', errors.Select(error => $"{error.Line}: {error.Message}")));
    }

    /// <summary>Compiles; a diagnostic fails the test.</summary>
    /// <param name="model">The model.</param>
    /// <param name="schema">Its input.</param>
    /// <param name="outputs">The wished columns; null for those of the trained model.</param>
    public static ScoringPlan Compile(ITransformer model, DataViewSchema schema, string[]? outputs = null)
    {
        var diagnostics = new DiagnosticBag();
        ScoringPlan? plan = MlNetReader.Read(model, schema, diagnostics) is { } read
            ? MlNetCompiler.Compile(read, "model", diagnostics, outputs: outputs)
            : null;
        Assert.True(plan is not null, string.Join('\n', diagnostics));
        return plan;
    }

    private static void Check(
        ScoringPlan plan, string target, string? connection, Scalar[][] inputs, Dictionary<string, List<Scalar>> expected, double margin, bool finiteOnly)
    {
        TargetEntry entry = TargetCatalog.Find(target);
        if (entry.Generator is { } generator)
        {
            Assert.Empty(generator.Check(plan));
        }

        using IRowScorer scorer = entry.Connect(plan, connection);
        List<Scalar[]> actual = scorer.Score(inputs, CancellationToken.None);
        var differences = new List<string>();
        for (int row = 0; row < inputs.Length; row++)
        {
            // Infinite numbers are no terms of sums here (docs/mlnet.md).
            bool isUnbounded = (finiteOnly || margin >= DotProduct) && inputs[row].Any(value => value is { IsDouble: true } && double.IsInfinity(value.Double));
            for (int i = 0; i < plan.Outputs.Length && !isUnbounded; i++)
            {
                string name = plan.Outputs[i].Schema.Name;
                Scalar wanted = expected[name][row];
                if (!Same(wanted, actual[row][i], margin))
                {
                    differences.Add(string.Create(CultureInfo.InvariantCulture, $"row {row} {name}: ML.NET {wanted}, {target} {actual[row][i]}; inputs {string.Join('|', inputs[row])}"));
                }
            }
        }

        Assert.True(differences.Count == 0, $"{target}: {differences.Count} differ\n{string.Join('\n', differences.Take(10))}");
    }

    private static bool Same(Scalar expected, Scalar actual, double margin)
    {
        // ML.NET's empty text is its missing one.
        if (expected.IsMissing && actual is { IsText: true, Text.Length: 0 })
        {
            return true;
        }

        // Numbers that are computed with are finite here, whatever ML.NET makes of an infinite one.
        if (actual.IsMissing && expected is { IsDouble: true } && double.IsInfinity(expected.Double))
        {
            return true;
        }

        if (expected.IsMissing || actual.IsMissing || !expected.IsDouble || !actual.IsDouble)
        {
            return expected == actual;
        }

        double difference = Math.Abs(expected.Double - actual.Double);
        return expected.Double == actual.Double
            || difference <= Math.Max(margin > 0 ? 1 : 0, Math.Abs(expected.Double)) * Math.Max(margin, 1e-12);
    }

    /// <summary>What a row has in an input.</summary>
    /// <param name="row">The row.</param>
    /// <param name="field">The input.</param>
    public static Scalar Read(object row, FieldSchema field)
    {
        string[] path = field.Name.Split('.');
        object? value = row.GetType().GetProperty(path[0])!.GetValue(row);
        if (path.Length > 1)
        {
            value = ((Array)value!).GetValue(int.Parse(path[1], CultureInfo.InvariantCulture));
        }

        return value switch
        {
            null => Scalar.Missing,
            string text => Scalar.FromText(text),
            bool boolean => Scalar.FromBoolean(boolean),
            float or double => Scalar.FromDouble(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            _ => Scalar.FromInteger(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        };
    }
}
