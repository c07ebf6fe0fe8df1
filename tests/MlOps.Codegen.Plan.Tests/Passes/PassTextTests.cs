using System.Runtime.CompilerServices;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;
using MlOps.Codegen.Plan.Passes;
using MlOps.Codegen.Testing;
using Snapshooter;

namespace MlOps.Codegen.Plan.Tests.Passes;

/// <summary>Plans before and after each pass, to read.</summary>
public class PassTextTests
{
    [Fact]
    public void Every_pass_is_shown() => Assert.Equal(
        PlanPasses.InOrder.Select(pass => $"{pass.Name}.txt").Order(StringComparer.Ordinal),
        Directory.GetFiles(Path.Combine(Here(), "__snapshots__")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

    [Fact]
    public void Constants_are_folded()
    {
        var builder = new PlanBuilder();
        Expression x = new ValueReference(builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None));
        builder.AddOutput(new FieldSchema("sum", DataType.Double), new BinaryExpression(BinaryOperator.Subtract, x, new NaryExpression(NaryOperator.Add, [Build.Number(1), Build.Number(2)])), Origin.None);
        builder.AddOutput(
            new FieldSchema("choice", DataType.String),
            new CaseExpression(
                [
                    new CaseBranch(new BinaryExpression(BinaryOperator.Greater, Build.Number(1), Build.Number(2)), Literal.String("never")),
                    new CaseBranch(new BinaryExpression(BinaryOperator.Greater, x, Build.Number(2)), Literal.String("large")),
                    new CaseBranch(Literal.True, Literal.String("small")),
                ],
                Literal.String("never")),
            Origin.None);
        builder.AddOutput(new FieldSchema("missing", DataType.Double), new BinaryExpression(BinaryOperator.Multiply, x, Literal.Missing(DataType.Double)), Origin.None);
        AssertPass("fold-constants", builder);
    }

    [Fact]
    public void Trees_compare_at_the_boundary_of_rounding_instead_of_rounding()
    {
        var builder = new PlanBuilder();
        Expression x = new ValueReference(builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None));
        PlanValue rounded = builder.DefineValue("x_float", Build.Unary(UnaryOperator.ToFloat32, x), Origin.None);
        var tree = new TreeEnsemble(
            [rounded], [], [new DecisionTree([new TreeNode(0, TreeTest.LessOrEqual, 1.5, -1, ~0, ~1, ~1)], 2, [10, 20])], TreeResult.Sum, [0]);
        builder.AddOutput(new FieldSchema("y", DataType.Double), new ValueReference(builder.DefineKernel(["y"], tree, Origin.None)[0]), Origin.None);
        AssertPass("float32-thresholds", builder);
    }

    [Fact]
    public void What_is_used_once_is_written_into_its_use_unless_its_author_named_it()
    {
        var builder = new PlanBuilder();
        Expression x = new ValueReference(builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None));
        Expression once = builder.Define("once", Build.Subtract(x, Build.Number(1)), Origin.None);
        Expression twice = builder.Define("twice", Build.Subtract(x, Build.Number(2)), Origin.None);
        Expression named = builder.Define("named", Build.Subtract(x, Build.Number(3)), new Origin("DerivedField named", SourceLocation.None));
        builder.AddOutput(new FieldSchema("y", DataType.Double), Build.Nary(NaryOperator.Max, once, twice, named), Origin.None);
        builder.AddOutput(new FieldSchema("z", DataType.Double), Build.Unary(UnaryOperator.Negate, twice), Origin.None);
        AssertPass("inline-single-use", builder);
    }

    [Fact]
    public void What_no_output_needs_is_left_out()
    {
        var builder = new PlanBuilder();
        Expression x = new ValueReference(builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None));
        Expression unused = new ValueReference(builder.AddInput(new FieldSchema("unused", DataType.Double), Origin.None));
        builder.Define("forgotten", Build.Unary(UnaryOperator.Negate, builder.Define("step", Build.Unary(UnaryOperator.Abs, unused), Origin.None)), Origin.None);
        builder.AddOutput(new FieldSchema("y", DataType.Double), Build.Unary(UnaryOperator.Abs, x), Origin.None);
        AssertPass("prune-unused", builder);
    }

    private static void AssertPass(string name, PlanBuilder builder)
    {
        ScoringPlan before = builder.Build("pass");
        ScoringPlan after = PlanPasses.InOrder.Single(pass => pass.Name == name).Run(before);
        Golden.Match($"before {name}\n{PlanText.Of(before)}\nafter\n{PlanText.Of(after)}", new SnapshotFullName($"{name}.txt", Here()));
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
