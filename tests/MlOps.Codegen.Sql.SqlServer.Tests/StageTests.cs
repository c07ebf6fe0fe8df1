using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Sql.SqlServer.Tests.Validity;

namespace MlOps.Codegen.Sql.SqlServer.Tests;

/// <summary>What is a column of its own, and which columns are computed once.</summary>
public class StageTests
{
    [Fact]
    public void A_cheap_operand_that_the_engine_repeats_is_no_column_of_its_own()
    {
        string squares = Install(x => Build.Coalesce(Square(x), Build.Number(0)));
        Assert.Contains("COALESCE((", squares, StringComparison.Ordinal);
        Assert.DoesNotContain("_part]", squares, StringComparison.Ordinal);

        string sums = Install(x => Build.Coalesce(Build.Add(Square(x), Square(Build.Unary(UnaryOperator.Abs, x))), Build.Number(0)));
        Assert.Contains("COALESCE([y_part]", sums, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cheap_divisor_is_no_column_of_its_own()
    {
        string install = Install(x => Build.Divide(Build.Number(1), Build.Subtract(x, Build.Number(3))));
        Assert.Contains("1E0 / NULLIF([x_bounded] - 3E0, 0E0)", install, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(300, true)]
    public void A_short_column_that_many_others_refer_to_is_computed_once(int references, bool once)
    {
        var builder = new PlanBuilder();
        Expression x = Build.Ref(builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None));
        Expression root = builder.Define("root", Build.Unary(UnaryOperator.Atan, Build.Unary(UnaryOperator.Sin, x)), Origin.None);
        for (int i = 1; i <= references; i++)
        {
            builder.AddOutput(new FieldSchema($"y{i}", DataType.Double), builder.Define($"y{i}", Build.Add(root, Build.Number(i)), Origin.None), Origin.None);
        }

        string install = Script.Of(builder.Build("m"))["install.sql"];
        Script.Parse(install);
        Assert.Equal(once, install.Contains("OUTER APPLY", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(3, "CROSS")]
    [InlineData(90, "OUTER")]
    public void Columns_that_would_make_a_sum_too_long_are_computed_before_it(int terms, string apply)
    {
        var builder = new PlanBuilder();
        Expression x = Build.Ref(builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None));
        Expression[] steps = [.. Enumerable.Range(1, terms).Select(i => builder.Define($"step{i}", Steps(x, i), Origin.None))];
        builder.AddOutput(new FieldSchema("y", DataType.Double), builder.Define("y", Build.Add(steps), Origin.None), Origin.None);

        string install = Script.Of(builder.Build("m"))["install.sql"];
        Script.Parse(install);
        string before = install[..install.IndexOf("AS [step1]", StringComparison.Ordinal)];
        Assert.EndsWith(apply, before[..before.LastIndexOf(" APPLY (", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    private static Expression Steps(Expression x, int seed) => Build.Case(
        [.. Enumerable.Range(1, 60).Select(i => new CaseBranch(
            Build.Binary(BinaryOperator.Less, x, Build.Number(i)), Build.Number(i * seed)))],
        Build.Number(0));

    private static Expression Square(Expression x)
    {
        Expression difference = Build.Subtract(x, Build.Number(1));
        return Build.Multiply(difference, difference);
    }

    private static string Install(Func<Expression, Expression> y)
    {
        var builder = new PlanBuilder();
        Expression x = Build.Ref(builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None));
        builder.AddOutput(new FieldSchema("y", DataType.Double), builder.Define("y", y(x), Origin.None), Origin.None);
        string install = Script.Of(builder.Build("m"))["install.sql"];
        Script.Parse(install);
        return install;
    }
}
