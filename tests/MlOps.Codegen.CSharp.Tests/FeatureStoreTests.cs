using MlOps.Codegen.CSharp.Features;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Testing.Relations;
using MlOps.Runtime;

namespace MlOps.Codegen.CSharp.Tests;

/// <summary>Generated classes that take rows of several tables and give features, against the reference evaluator.</summary>
public class FeatureStoreTests
{
    [Fact]
    public void Features_of_collections_are_the_reference_evaluators()
    {
        RelationalPlan plan = Telephony.Everything();
        using CompiledFeatures compiled = CSharpCompiler.Compile(FeaturesGenerator.Generate(plan, "telephony"));
        AssertSame(plan, compiled, Telephony.Rows(seed: 1, accounts: 30, calls: 2_000), lateness: null);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_aggregates_slide_as_the_reference_says(int seed)
    {
        RelationalPlan plan = Telephony.Random(seed);
        Dictionary<string, IReadOnlyList<Scalar[]>> tables = Telephony.Rows(seed, accounts: 12, calls: 1_500);
        using CompiledFeatures compiled = CSharpCompiler.Compile(FeaturesGenerator.Generate(plan, "telephony"));
        AssertSame(plan, compiled, tables, lateness: null);
        AssertSame(plan, compiled, tables, lateness: TimeSpan.FromDays(3));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Days_and_months_slide_by_a_zones_clocks(bool isLocal)
    {
        RelationalPlan plan = Telephony.Zoned(isLocal);
        Dictionary<string, IReadOnlyList<Scalar[]>> tables = Telephony.ZonedRows(seed: 5, accounts: 12, calls: 1_500, isLocal);
        using CompiledFeatures compiled = CSharpCompiler.Compile(FeaturesGenerator.Generate(plan, "telephony"));
        AssertSame(plan, compiled, tables, lateness: null);
        AssertSame(plan, compiled, tables, lateness: TimeSpan.FromDays(3), isLocal: isLocal);
    }

    // What generated code itself names, what it calls other types, and what is no name at all.
    [Theory]
    [InlineData("SlidingWindow", "SlidingCount", "WindowBounds")]
    [InlineData("Sliding", "Count", "Window")]
    [InlineData("Zone", "Clock", "IFeatureStore")]
    [InlineData("x", "Features", "Input")]
    [InlineData("Window", "Bounds", "Dictionary")]
    [InlineData("x", "Calls", "CallsInput")]
    [InlineData("List", "class", "int")]
    [InlineData("*/ } class X { /*", "\"); System.Environment.Exit(1); //", "]; DROP TABLE t--")]
    public void Hostile_names_are_names_all_the_same(string model, string relation, string column)
    {
        RelationalPlan plain = Telephony.Zoned(isLocal: true);
        string Renamed(string name) => name == "calls" ? relation : name == "devices" ? column : name;
        string Key(string name) => name == "account_id" ? column : name;
        RelationalPlan plan = plain with
        {
            Relations =
            [
                .. plain.Relations.Select(each => each with
                {
                    Name = Renamed(each.Name),
                    Columns = [.. each.Columns.Select(own => (own.Name == "cents" && each.Name == "calls") || (own.Name == "account_id" && each.Name == plain.Root) ? own with { Name = column } : own)],
                    Key = each.Name == plain.Root ? [.. each.Key.Select(Key)] : each.Key,
                }),
            ],
            Aggregations =
            [
                .. plain.Aggregations.Select(each => each with
                {
                    Relation = Renamed(each.Relation),
                    Sources = [.. each.Sources.Select(source => source is ColumnSource { Column: "cents" } cents ? cents with { Column = column } : source)],
                    Rows = each.Rows with { Inputs = [.. each.Rows.Inputs.Select(input => input.Schema.Name == "cents" ? input with { Schema = input.Schema with { Name = column } } : input)] },
                }),
                new Aggregation(
                    column, plain.Relation("devices").References[..1], new PlanBuilder().Build("rows"), [], null,
                    [new Aggregate("devices", AggregateFunction.Count, null, null, null, DataType.Integer, Origin.None)]),
            ],
            Scoring = plain.Scoring with { Name = model },
        };
        Dictionary<string, IReadOnlyList<Scalar[]>> tables = Telephony.ZonedRows(seed: 6, accounts: 5, calls: 200, isLocal: true)
            .ToDictionary(table => Renamed(table.Key), table => table.Value);
        RelationalPlanValidator.Validate(plan, "a test");
        using CompiledFeatures compiled = CSharpCompiler.Compile(FeaturesGenerator.Generate(plan, model, hasEnums: true));
        AssertSame(plan, compiled, tables, lateness: null);
    }

    [Theory]
    [InlineData("account_id", "account_id")]
    [InlineData("account id", "account_id")]
    [InlineData("class", "class")]
    [InlineData("asOf", "asOf_2")]
    [InlineData("key1", "key1_2")]
    [InlineData("Item2", "Item2_2")]
    [InlineData("???", "part1")]
    public void The_key_is_called_as_the_pipeline_calls_it(string key, string parameter)
    {
        RelationalPlan plain = Telephony.Everything();
        RelationalPlan plan = plain with
        {
            Relations =
            [
                .. plain.Relations.Select(each => each.Name != plain.Root ? each : each with
                {
                    Key = [key],
                    Columns = [.. each.Columns.Select(own => own.Name == "account_id" ? own with { Name = key } : own)],
                }),
            ],
        };
        using CompiledFeatures compiled = CSharpCompiler.Compile(FeaturesGenerator.Generate(plan, "telephony"));
        Type store = compiled.NewStore(null).GetType();
        Assert.Equal(parameter, store.GetMethod("Features")!.GetParameters()[0].Name);
        Assert.All(store.GetMethods().Where(method => method.Name.StartsWith("Add", StringComparison.Ordinal) && method.GetParameters().Length == 2), method => Assert.Equal(parameter, method.GetParameters()[0].Name));
    }

    [Fact]
    public void Rows_that_are_too_late_are_left_out()
    {
        RelationalPlan plan = Telephony.Random(1);
        using CompiledFeatures compiled = CSharpCompiler.Compile(FeaturesGenerator.Generate(plan, "telephony"));
        IFeatureStore store = compiled.NewStore(TimeSpan.FromHours(1));
        int time = plan.Aggregations[0].Sources.ToList().FindIndex(source => source is ColumnSource { Column: "started_at" });
        object?[] row = new object?[plan.Aggregations[0].Sources.Length];
        Assert.True(Add(new DateTime(2024, 1, 1, 12, 0, 0)));
        Assert.True(Add(new DateTime(2024, 1, 1, 11, 0, 0)));
        Assert.False(Add(new DateTime(2024, 1, 1, 10, 59, 59)));
        Assert.True(Add(new DateTime(2024, 1, 2)));

        bool Add(DateTime at)
        {
            row[time] = at;
            return store.Add(0, [1L], row);
        }
    }

    private static void AssertSame(
        RelationalPlan plan, CompiledFeatures compiled, Dictionary<string, IReadOnlyList<Scalar[]>> tables, TimeSpan? lateness, bool isLocal = false)
    {
        IFeatureStore store = compiled.NewStore(lateness);
        var rows = FeatureRows.Of(plan, tables);
        var reference = new RelationalEvaluator(plan, tables);

        // A stream brings rows in order of time, and nothing of a time before the one that is asked about; otherwise everything comes at once.
        int next = 0;
        FeatureRow[] ordered = [.. lateness is null ? rows : rows.OrderBy(Instant)];
        foreach (DateTime asOf in Telephony.Times.Order())
        {
            while (next < ordered.Length && (lateness is null || Instant(ordered[next]) < asOf))
            {
                FeatureRow row = ordered[next++];
                Assert.True(store.Add(row.Aggregation, row.Key, row.Values));
            }

            IReadOnlyList<Scalar[]> expected = reference.Features(asOf);
            for (int i = 0; i < expected.Count; i++)
            {
                object?[] columns = [.. expected[i].Select((value, column) => Comparison.Box(value, plan.Scoring.Inputs[column].Value.Type))];
                object?[] actual = store.Features([tables[plan.Root][i][0].Integer], columns, asOf);
                for (int column = 0; column < columns.Length; column++)
                {
                    string feature = plan.Scoring.Inputs[column].Schema.Name;
                    Assert.Equal($"{asOf:s} {i} {feature}={Shown(columns[column])}", $"{asOf:s} {i} {feature}={Shown(actual[column])}");
                }
            }
        }

        DateTime Instant(FeatureRow row) => row.Time is not { } time ? DateTime.MinValue
            : isLocal ? DateTime.UnixEpoch.AddSeconds(Telephony.Zone.Instant((long)(time - DateTime.UnixEpoch).TotalSeconds))
            : time;
    }

    // The two zeros are one number.
    private static object? Shown(object? value) => value is 0.0 ? 0.0 : value;
}
