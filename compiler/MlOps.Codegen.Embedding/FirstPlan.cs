using MlOps.Codegen.CSharp;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Embedding;

/// <summary>A class of what most models have: trees, a formula, a decision. To compile it is to compile what compiles all others.</summary>
internal static class FirstPlan
{
    /// <summary>Writes the class.</summary>
    public static GeneratedClass Generate()
    {
        var builder = new PlanBuilder();
        PlanValue x = builder.AddInput(new FieldSchema("x", DataType.Double), Origin.None);
        PlanValue y = builder.AddInput(new FieldSchema("y", DataType.Double), Origin.None);
        DecisionTree tree = new([new TreeNode(0, TreeTest.LessThan, 1, -1, ~0, 1, ~1), new TreeNode(1, TreeTest.LessThan, 2, -1, ~1, ~2, ~2)], 3, [1, 2, 3]);
        PlanValue sum = builder.DefineKernel(["sum"], new TreeEnsemble([x, y], [], [tree, tree], TreeResult.Sum, [0]), Origin.None)[0];
        Expression score = builder.Define("score", Build.Unary(UnaryOperator.Exp, Build.Multiply(Build.Ref(sum), Build.Number(0.5))), Origin.None);
        builder.AddOutput(new FieldSchema("score", DataType.Double), score, Origin.None);
        builder.AddOutput(
            new FieldSchema("decision", DataType.Double),
            Build.Case([new CaseBranch(Build.Binary(BinaryOperator.Greater, score, Build.Number(1)), Build.Number(1))], Build.Number(0)),
            Origin.None);
        return CSharpGenerator.Generate(builder.Build("first"), "First");
    }
}
