using System.Collections.Immutable;
using System.Globalization;
using MlOps.Codegen.Compiler.Lowering;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Transformations;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.Compiler.Models.TreeModels;

/// <summary>Lowers a single tree: an ensemble of one, and a table of what its leaves say.</summary>
internal static class TreeModelLowering
{
    public static ModelOutcome? Lower(Model model, ModelScope scope)
    {
        var tree = (TreeModel)model;
        if (tree.MissingValueStrategy is MissingValueStrategy.WeightedConfidence or MissingValueStrategy.AggregateNodes)
        {
            return ModelLowering.Simple(PooledTreeLowering.Lower(tree, scope));
        }

        return ModelLowering.Simple(
            tree.Common.Function == MiningFunction.Classification ? Classify(tree, scope) : Regress(tree, scope));
    }

    /// <summary>The number of a node of a regression tree; null where it has none, after a diagnostic where it is no number.</summary>
    public static double? Score(Node node, ModelScope scope)
    {
        if (node.Score is null)
        {
            return null;
        }

        double? number = Number(node, scope);
        if (number is null)
        {
            scope.Context.Report(DiagnosticDescriptors.InvalidConstant, node.Location, node.Score, DataType.Double);
        }

        return number;
    }

    /// <summary>A node's score as a number; null where it is none.</summary>
    internal static double? Number(Node node, ModelScope scope)
    {
        if (node.Score is null)
        {
            return null;
        }

        // Tools that compute in single precision write the shortest digits of a single: reading them as one restores it.
        DataType type = scope.Model.Common.MathContext == MathContext.Float ? DataType.Float : DataType.Double;
        return ConstantText.Parse(node.Score, type) is { IsMissing: false } literal && double.IsFinite(literal.Value.Double) ? literal.Value.Double : null;
    }

    private static ModelResult? Regress(TreeModel tree, ModelScope scope)
    {
        var origin = new Origin("TreeModel", tree.Location);
        var ensemble = new EnsembleBuilder();
        if (TreeCompiler.Compile(tree, scope, ensemble, node => node.Score is not null) is not { } compiled)
        {
            return null;
        }

        double[] scores = [.. compiled.Leaves.Select(leaf => Score(tree.Nodes[leaf], scope) ?? 0)];
        if (!NeedsEntity(tree))
        {
            ensemble.Add(new DecisionTree(compiled.Nodes, scores.Length, [.. scores]) { NodeMeans = NodeMeans.OfScores(tree, compiled.Owners, node => Number(node, scope)) });
            PlanValue sum = scope.Context.Plan.DefineKernel(["tree"], ensemble.Build(TreeResult.Sum, [0]), origin)[0];
            return new ModelResult { Function = MiningFunction.Regression, Prediction = TypedExpression.OfDouble(new ValueReference(sum)) };
        }

        PlanValue leafIndex = DefineLeaf(ensemble, compiled, scope, origin);
        var rows = compiled.Leaves.Select((leaf, i) => new LookupRow(
            [Scalar.FromInteger(i)], [Scalar.FromDouble(scores[i]), Scalar.FromText(EntityId(tree, leaf))]));
        ImmutableArray<Literal> none = [Literal.Missing(DataType.Double), Literal.Missing(DataType.String)];
        ImmutableArray<PlanValue> columns = scope.Context.Plan.DefineKernel(
            ["score", "node"], new LookupTable([leafIndex], [.. rows], none, none), origin);
        return new ModelResult
        {
            Function = MiningFunction.Regression,
            Prediction = TypedExpression.OfDouble(new ValueReference(columns[0])),
            EntityId = Entity(columns[1], leafIndex, tree, compiled.Leaves, scope, origin),
        };
    }

    private static ModelResult? Classify(TreeModel tree, ModelScope scope)
    {
        var origin = new Origin("TreeModel", tree.Location);
        var ensemble = new EnsembleBuilder();
        if (TreeCompiler.Compile(tree, scope, ensemble, node => node.Score is not null || !node.ScoreDistributions.IsEmpty)
            is not { } compiled)
        {
            return null;
        }

        var leaves = new NodeDistributions(tree, scope, compiled.Leaves);
        PlanValue leafIndex = DefineLeaf(ensemble, compiled, scope, origin);
        ImmutableArray<double> means = leaves.HasDistributions
            ? NodeMeans.OfLeaves(tree, compiled.Owners, leaves.Categories.Length, node => leaves.NumbersOf(compiled.Leaves.IndexOf(node)))
            : [];
        bool confidences = tree.Common.Output.Any(field => field.Feature == ResultFeature.Confidence);
        if (confidences && tree.MissingValuePenalty != 1)
        {
            ModelLowering.Unsupported(scope, tree.Location, "missingValuePenalty", "confidences with a penalty are not computed");
        }

        ImmutableArray<Literal> categories = leaves.Categories;
        DataType labelType = Classification.TargetType(scope).Type == DataType.Float
            ? DataType.Double
            : Classification.TargetType(scope).Type;
        var names = new List<string> { "label", "node" };
        var none = new List<Literal> { Literal.Missing(labelType), Literal.Missing(DataType.String) };
        names.AddRange(categories.Select(category => $"probability_{category.Value}"));
        names.AddRange(confidences ? categories.Select(category => $"confidence_{category.Value}") : []);
        none.AddRange(names.Skip(2).Select(_ => Literal.Missing(DataType.Double)));

        var rows = compiled.Leaves.Select((leaf, i) => new LookupRow(
            [Scalar.FromInteger(i)],
            [
                leaves.Labels[i],
                Scalar.FromText(EntityId(tree, leaf)),
                .. leaves.Probabilities(i),
                .. confidences ? leaves.Confidences(i) : [],
            ]));
        ImmutableArray<PlanValue> columns = scope.Context.Plan.DefineKernel(
            names,
            new LookupTable([leafIndex], [.. rows], [.. none], [.. none])
            {
                NodeMeans = means.IsEmpty ? [] : [.. names.Select((_, column) => Column(column - 2))],
            },
            origin);
        return new ModelResult
        {
            Function = MiningFunction.Classification,
            Prediction = Classification.Label(new ValueReference(columns[0]), scope),
            EntityId = Entity(columns[1], leafIndex, tree, compiled.Leaves, scope, origin),
            Probabilities = leaves.HasDistributions ? Columns(2) : [],
            Confidences = confidences ? Columns(2 + categories.Length) : [],
        };

        // Those of the probabilities; of nothing else is there a mean.
        ImmutableArray<double> Column(int category) => category < 0 || category >= categories.Length
            ? []
            : [.. means.Where((_, i) => i % categories.Length == category)];

        ImmutableArray<CategoryValue> Columns(int from) =>
            [.. categories.Select((category, i) => new CategoryValue(category, new ValueReference(columns[from + i])))];
    }

    // An output field may declare ids to be numbers: they are then read from the file as such, not converted row by row.
    private static ValueReference Entity(
        PlanValue text, PlanValue leafIndex, TreeModel tree, ImmutableArray<int> leaves, ModelScope scope, Origin origin)
    {
        scope.Context.Transformations.Rereadings[text] = type =>
        {
            var rows = leaves.Select((leaf, i) => new LookupRow(
                [Scalar.FromInteger(i)], [ConstantText.Parse(EntityId(tree, leaf), type)?.Value ?? Scalar.Missing]));
            Literal none = Literal.Missing(type.Type == DataType.Float ? DataType.Double : type.Type);
            PlanValue typed = scope.Context.Plan.DefineKernel(
                ["node_id"], new LookupTable([leafIndex], [.. rows], [none], [none]), origin)[0];
            return new TypedExpression(new ValueReference(typed), type, OpType.Categorical);
        };
        return new ValueReference(text);
    }

    private static PlanValue DefineLeaf(
        EnsembleBuilder ensemble,
        (ImmutableArray<TreeNode> Nodes, ImmutableArray<int> Leaves, ImmutableArray<int> Owners) compiled,
        ModelScope scope,
        Origin origin)
    {
        ensemble.Add(new DecisionTree(compiled.Nodes, compiled.Leaves.Length, []));
        return scope.Context.Plan.DefineKernel(["leaf"], ensemble.Build(TreeResult.LeafIndex, []), origin)[0];
    }

    private static bool NeedsEntity(TreeModel tree) =>
        tree.Common.Output.Any(field => field.Feature is ResultFeature.EntityId or ResultFeature.ClusterId);

    // Nodes without an id count from 1 in the order of the file.
    private static string EntityId(TreeModel tree, int node) =>
        tree.Nodes[node].Id ?? (node + 1).ToString(CultureInfo.InvariantCulture);
}
