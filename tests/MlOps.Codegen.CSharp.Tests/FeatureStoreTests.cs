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

    private static void AssertSame(RelationalPlan plan, CompiledFeatures compiled, Dictionary<string, IReadOnlyList<Scalar[]>> tables, TimeSpan? lateness)
    {
        IFeatureStore store = compiled.NewStore(lateness);
        var rows = FeatureRows.Of(plan, tables);
        var reference = new RelationalEvaluator(plan, tables);

        // A stream brings rows in order of time, and nothing of a time before the one that is asked about; otherwise everything comes at once.
        int next = 0;
        FeatureRow[] ordered = [.. lateness is null ? rows : rows.OrderBy(row => row.Time ?? DateTime.MinValue)];
        foreach (DateTime asOf in Telephony.Times.Order())
        {
            while (next < ordered.Length && (lateness is null || (ordered[next].Time ?? DateTime.MinValue) < asOf))
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
                    string name = plan.Scoring.Inputs[column].Schema.Name;
                    Assert.Equal($"{asOf:s} {i} {name}={Shown(columns[column])}", $"{asOf:s} {i} {name}={Shown(actual[column])}");
                }
            }
        }
    }

    // The two zeros are one number.
    private static object? Shown(object? value) => value is 0.0 ? 0.0 : value;
}
