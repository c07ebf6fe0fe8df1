using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Specification.Comparison;

namespace MlOps.Codegen.Sql.Specification.Plans;

/// <summary>Names are data from a stranger.</summary>
public abstract class NameSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    private static readonly string[] Names =
    [
        "x]; DROP TABLE t--", "it's", "say \"so\"", "`tick`", "[x]", "a;b", "line\nbreak", "tab\there", "/* c */", "-- c", "$1", "$mlops$", ":p", "?", "@p", "%s", "{0}",
        "", " ", "trailing ", "select", "ORDER", "Größe", "größe", "😀", "naïve", "nai\u0308ve", "İ", "mlops_row", "input_row", "stage_1", "x", "X", "x_2", "null", "\u202Ex",
        new string('a', 200), new string('a', 199) + "b", new string('ü', 100), "a.b", "\\", "0", "a b",
    ];

    [SkippableFact]
    public void A_plan_scores_whatever_its_fields_are_called()
    {
        ScoringPlan plan = Plan();
        Scalar[] row = [.. plan.Inputs.Select((_, i) => Scalar.FromDouble(i + 0.5))];
        Agreement.AssertSame(fixture, plan, [row]);
    }

    [Fact]
    public void Columns_differ_in_what_the_engine_looks_at()
    {
        var query = fixture.Target.Query(Plan(), new GenerationOptions("names"));
        Assert.Equal(Names.Length, query.Inputs.Select(column => column.Column).Distinct(fixture.Target.Dialect.NameComparer).Count());
        Assert.Equal(Names.Length, query.Outputs.Select(column => column.Column).Distinct(fixture.Target.Dialect.NameComparer).Count());
        Assert.All(query.Inputs, column => Assert.InRange(fixture.Target.Dialect.IdentifierBytes(column.Column), 1, fixture.Target.Dialect.Limits.IdentifierBytes));
    }

    [Fact]
    public void Comments_do_not_end_early()
    {
        var builder = new PlanBuilder();
        var origin = new Origin("DerivedField */ DROP TABLE t; /* \n-- $mlops$ ' \"", SourceLocation.None);
        Expression x = new ValueReference(builder.AddInput(new FieldSchema("x", DataType.Double), origin));
        builder.AddOutput(new FieldSchema("y", DataType.Double), Build.Unary(UnaryOperator.Abs, x), origin);
        string[] scripts = [.. fixture.Target
            .Generate(builder.Build("*/ DROP TABLE t; --\nDROP TABLE t;"), new GenerationOptions("m", SourceTable: "t", Key: "k"))
            .Select(file => file.Content)];
        Assert.All(scripts, script => Assert.DoesNotContain("DROP TABLE t;", script, StringComparison.Ordinal));
        Assert.All(scripts, script => Assert.DoesNotContain("\nDROP TABLE t", script, StringComparison.Ordinal));
    }

    // Inputs differ by case only, as do outputs and values.
    private static ScoringPlan Plan()
    {
        var builder = new PlanBuilder();
        PlanValue[] inputs = [.. Names.Select(name => builder.AddInput(new FieldSchema(name, DataType.Double), Origin.None))];
        for (int i = 0; i < Names.Length; i++)
        {
            var origin = new Origin($"DerivedField {Names[i]}", SourceLocation.None);
            Expression sum = builder.Define(Names[i], Build.Add(new ValueReference(inputs[i]), Build.Number(i)), origin);
            string output = Names[i] == "mlops_row" ? "the key gives way to values, and keeps its name" : Names[i];
            builder.AddOutput(new FieldSchema(output, DataType.Double), Build.Multiply(sum, Build.Number(2)), origin);
        }

        return builder.Build("names");
    }
}
