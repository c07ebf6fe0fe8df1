using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Passes;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Specification.Comparison;
using MlOps.Codegen.Testing;
using Snapshooter;

namespace MlOps.Codegen.Sql.Specification.Plans;

/// <summary>What a database administrator reads, beside what it computes.</summary>
public abstract class GoldenSpecification<TFixture>(TFixture fixture) : IClassFixture<TFixture>
    where TFixture : SqlFixture
{
    [SkippableFact]
    public void A_logistic_regression_reads_well()
    {
        var builder = new PlanBuilder();
        PlanValue age = builder.AddInput(new FieldSchema("age", DataType.Double), From("DataField age", 4));
        PlanValue region = builder.AddInput(new FieldSchema("region", DataType.String), From("DataField region", 5));
        Expression years = builder.Define(
            "age_prepared", Build.If(Build.IsMissing(new ValueReference(age)), Build.Number(38.5), new ValueReference(age)), From("MiningField age", 9));
        Expression factor = Build.Case(
            [
                new CaseBranch(Build.Equal(new ValueReference(region), Literal.String("north")), Build.Number(0.25)),
                new CaseBranch(Build.Equal(new ValueReference(region), Literal.String("it's south")), Build.Number(-1.5)),
            ],
            Build.Number(0));
        var linear = new LinearCombination(-2.75, [new LinearTerm(0.0625, years), new LinearTerm(1, factor)]);
        Expression score = new ValueReference(builder.DefineKernel(["score"], linear, From("RegressionTable", 14))[0]);
        Expression probability = builder.Define(
            "probability",
            Build.Divide(Build.Number(1), Build.Add(Build.Number(1), Build.Unary(UnaryOperator.Exp, Build.Unary(UnaryOperator.Negate, score)))),
            From("RegressionModel", 12));
        builder.AddOutput(new FieldSchema("probability", DataType.Double), probability, From("OutputField probability", 20));
        builder.AddOutput(
            new FieldSchema("decision", DataType.String),
            Build.If(Build.Binary(BinaryOperator.Greater, probability, Build.Number(0.5)), Literal.String("accept"), Literal.String("reject")),
            From("OutputField decision", 21));
        Assert(
            "logistic_regression",
            builder,
            [
                [Scalar.FromDouble(52), Scalar.FromText("north")], [Scalar.Missing, Scalar.FromText("it's south")], [Scalar.FromDouble(-1e200), Scalar.Missing],
            ]);
    }

    [SkippableFact]
    public void A_small_forest_reads_well()
    {
        var builder = new PlanBuilder();
        PlanValue income = builder.AddInput(new FieldSchema("income", DataType.Double), From("DataField income", 4));
        PlanValue job = builder.AddInput(new FieldSchema("job", DataType.String), From("DataField job", 5));
        var forest = new TreeEnsemble(
            [income, job],
            [new CategorySet([Scalar.FromText("clerk"), Scalar.FromText("driver")])],
            [
                new DecisionTree(
                    [new TreeNode(0, TreeTest.LessThan, 1250.5, -1, 1, 2, 1), new TreeNode(1, TreeTest.InSet, 0, 0, ~0, ~1, ~1), new TreeNode(0, TreeTest.LessOrEqual, 4000, -1, ~1, ~2, ~2)],
                    3,
                    [-0.125, 0.5, 1]),
                new DecisionTree([new TreeNode(1, TreeTest.IsPresent, 0, -1, ~0, ~1, ~1)], 2, [0.1, -0.1]),
            ],
            TreeResult.Sum,
            [0.5]);
        builder.AddOutput(
            new FieldSchema("score", DataType.Double), new ValueReference(builder.DefineKernel(["score"], forest, From("MiningModel", 11))[0]), From("OutputField score", 30));
        Assert(
            "small_forest",
            builder,
            [
                [Scalar.FromDouble(1250.5), Scalar.FromText("clerk")], [Scalar.FromDouble(1000), Scalar.FromText("Clerk")], [Scalar.Missing, Scalar.Missing],
                [Scalar.FromDouble(1000), Scalar.FromText("driver")],
            ]);
    }

    [SkippableFact]
    public void Texts_and_dates_read_well()
    {
        var builder = new PlanBuilder();
        Expression name = new ValueReference(builder.AddInput(new FieldSchema("name", DataType.String), From("DataField name", 4)));
        Expression day = new ValueReference(builder.AddInput(new FieldSchema("day", DataType.Date), From("DataField day", 5)));
        Expression count = new ValueReference(builder.AddInput(new FieldSchema("count", DataType.Integer), From("DataField count", 6)));
        Expression trimmed = builder.Define("trimmed", Build.Call(ScalarFunction.Trim, name), From("DerivedField trimmed", 8));
        Expression key = builder.Define("name_key", Build.Call(ScalarFunction.Lower, trimmed), From("DerivedField name_key", 9));
        builder.AddOutput(new FieldSchema("key", DataType.String), key, From("OutputField key", 20));
        builder.AddOutput(
            new FieldSchema("is_short", DataType.Boolean),
            Build.Binary(BinaryOperator.LessOrEqual, Build.Call(ScalarFunction.Length, trimmed), Literal.Integer(3)),
            From("OutputField is_short", 21));
        builder.AddOutput(
            new FieldSchema("has_vowel", DataType.Boolean), Build.Call(ScalarFunction.Matches, key, Literal.String("[aeiou]")), From("OutputField has_vowel", 22));
        builder.AddOutput(
            new FieldSchema("days", DataType.Integer),
            Build.Subtract(Build.Unary(UnaryOperator.ToInteger, day), count),
            From("OutputField days", 23));
        Assert(
            "texts_and_dates",
            builder,
            [
                [Scalar.FromText(" ÀB "), Scalar.FromInteger(19_782), Scalar.FromInteger(3)], [Scalar.FromText("xyz\t"), Scalar.FromInteger(-1), Scalar.Missing],
                [Scalar.Missing, Scalar.Missing, Scalar.FromInteger(long.MaxValue)],
            ]);
    }

    [SkippableFact]
    public void The_scripts_of_a_second_version_read_well()
    {
        var builder = new PlanBuilder();
        Expression age = new ValueReference(builder.AddInput(new FieldSchema("age", DataType.Double), From("DataField age", 4)));
        Expression region = new ValueReference(builder.AddInput(new FieldSchema("region", DataType.String), From("DataField region", 5)));
        builder.AddOutput(new FieldSchema("points", DataType.Double), Build.Multiply(age, Build.Number(2)), From("OutputField points", 20));
        builder.AddOutput(new FieldSchema("area", DataType.String), Build.Call(ScalarFunction.Upper, region), From("OutputField area", 21));
        var options = new GenerationOptions("churn", Version: 2, SourceSchema: "shop", SourceTable: "customers", Key: "id", Fallback: new Dictionary<string, Scalar> { ["points"] = Scalar.FromDouble(60) });
        foreach (GeneratedFile file in fixture.Target.Generate(builder.Build("churn"), options).Where(file => file.Path is not ("install.sql" or "score.sql")))
        {
            Golden.Match(file.Content, new SnapshotFullName($"second_version_{file.Path}", fixture.SnapshotFolder));
        }
    }

    private void Assert(string name, PlanBuilder builder, Scalar[][] rows)
    {
        ScoringPlan plan = PlanPasses.Run(builder.Build(name), PassOptions.All);
        Agreement.AssertSame(fixture, plan, rows);
        IEnumerable<GeneratedFile> files = fixture.Target.Generate(plan, new GenerationOptions(name, SourceTable: "customers", Key: "id"));
        foreach (GeneratedFile file in files.Where(file => file.Path is "install.sql" or "score.sql"))
        {
            Golden.Match(Readable(file.Content), new SnapshotFullName($"{name}_{file.Path}", fixture.SnapshotFolder));
        }
    }

    // The tables of case mappings would fill a page; a file holds no half of a surrogate pair.
    private static string Readable(string script) => string.Join('\n', script.Split('\n').Select(line =>
        line.Length > 400 ? line[..80].TrimEnd(Surrogates) + " … " + line[^20..].TrimStart(Surrogates) : line));

    private static char[] Surrogates { get; } = [.. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)];

    private static Origin From(string element, int line) => new(element, new SourceLocation("model.pmml", line, 1, ""));
}
