using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MlOps.Codegen.CSharp.Naming;
using MlOps.Codegen.CSharp.Writing;
using MlOps.Codegen.Plan;
using MlOps.Codegen.Plan.Expressions;
using MlOps.Codegen.Plan.Kernels;

namespace MlOps.Codegen.CSharp.Kernels;

/// <summary>
/// Writes an ensemble as a table in text form, which the runtime reads once: one token for the C# compiler, however many
/// trees, and a line per node for the reader.
/// </summary>
internal sealed class TreeEnsembleWriter
{
    private readonly TreeEnsemble ensemble;
    private readonly StaticData data;

    // The runtime's features: doubles as they are, and codes for what nodes look up in sets.
    private readonly List<VectorElement> features = [];
    private readonly Dictionary<int, int> plain = [];
    private readonly Dictionary<int, int> coded = [];
    private readonly Dictionary<int, Dictionary<Scalar, int>> codes = [];
    private readonly Dictionary<(int Set, int Feature), int> sets = [];
    private readonly StringBuilder table = new();

    private TreeEnsembleWriter(TreeEnsemble ensemble, StaticData data)
    {
        this.ensemble = ensemble;
        this.data = data;
    }

    /// <summary>Writes an ensemble's data.</summary>
    /// <param name="ensemble">The ensemble.</param>
    /// <param name="data">Where they go.</param>
    /// <returns>How methods refer to it, and the features that it takes.</returns>
    public static (string Member, IReadOnlyList<VectorElement> Features) WriteData(TreeEnsemble ensemble, StaticData data) => data.Once(ensemble, () =>
    {
        var writer = new TreeEnsembleWriter(ensemble, data);
        writer.NumberCategories();
        string member = writer.WriteTable();
        return (member, (IReadOnlyList<VectorElement>)writer.features);
    });

    public static void Write(TreeEnsemble ensemble, MethodScope scope, IReadOnlyList<Target?> targets)
    {
        (string member, IReadOnlyList<VectorElement> features) = WriteData(ensemble, scope.Data);
        switch (ensemble.Result)
        {
            case TreeResult.Sum when ensemble.Width == 1:
                if (targets[0] is { } single)
                {
                    scope.CallWithVector(single.Assign($"{member}.Sum(").TrimEnd(';'), features, ");");
                }

                break;
            case TreeResult.Sum:
                WriteVector($"{member}.Sum(", "double", features, scope, targets, element => element);
                break;
            case TreeResult.LeafIndex:
                WriteVector($"{member}.Leaves(", "int", features, scope, targets, element => $"TreeEnsemble.LeafIndex({element})");
                break;
            default:
                throw new InvalidOperationException($"unknown result {ensemble.Result}");
        }
    }

    private static void WriteVector(
        string head,
        string type,
        IReadOnlyList<VectorElement> features,
        MethodScope scope,
        IReadOnlyList<Target?> targets,
        Func<string, string> convert)
    {
        string results = scope.DeclarePart();
        scope.Current.Line(string.Create(CultureInfo.InvariantCulture, $"Span<{type}> {results} = stackalloc {type}[{targets.Count}];"));
        scope.CallWithVector(head, features, $", {results});");
        for (int i = 0; i < targets.Count; i++)
        {
            if (targets[i] is { } target)
            {
                scope.Current.Line(target.Assign(convert(string.Create(CultureInfo.InvariantCulture, $"{results}[{i}]"))));
            }
        }
    }

    // A feature's codes count the members of all sets that its nodes refer to.
    private void NumberCategories()
    {
        foreach (TreeNode node in ensemble.Trees.SelectMany(tree => tree.Nodes).Where(node => node.Test == TreeTest.InSet))
        {
            if (!codes.TryGetValue(node.Feature, out Dictionary<Scalar, int>? numbering))
            {
                numbering = [];
                codes.Add(node.Feature, numbering);
            }

            if (sets.TryAdd((node.Set, node.Feature), sets.Count))
            {
                ImmutableArray<Scalar> values = ensemble.Sets[node.Set].Values;
                table.Append(CultureInfo.InvariantCulture, $"set {values.Length}");
                foreach (Scalar value in values)
                {
                    numbering.TryAdd(value, numbering.Count);
                    table.Append(CultureInfo.InvariantCulture, $" {numbering[value]}");
                }

                table.Append('\n');
            }
        }
    }

    private string WriteTable()
    {
        foreach (DecisionTree tree in ensemble.Trees)
        {
            table.Append(CultureInfo.InvariantCulture, $"tree {tree.Nodes.Length} {tree.LeafCount}\n");
            foreach (TreeNode node in tree.Nodes)
            {
                WriteNode(node);
            }

            WriteLeaves(tree);
        }

        string[] comments =
        [
            string.Create(CultureInfo.InvariantCulture, $"{ensemble.Trees.Length} trees. A node's line: feature, test, branches where true, false and missing;"),
            "a branch is a node's number, ~ and a leaf's number, or - for none. After the nodes come the leaves' numbers.",
        ];
        string start = string.Join(", ", ensemble.Base.Select(Literals.Double));
        string head = string.Create(CultureInfo.InvariantCulture, $"TreeEnsemble.Parse({features.Count}, [{start}], ");
        return data.Table("TreeEnsemble", "Trees", comments, head, table);
    }

    private void WriteNode(TreeNode node)
    {
        string test = node.Test switch
        {
            TreeTest.LessThan => $"{Plain(node.Feature)} < {Number(node.Threshold)}",
            TreeTest.LessOrEqual => $"{Plain(node.Feature)} <= {Number(node.Threshold)}",
            TreeTest.InSet => string.Create(CultureInfo.InvariantCulture, $"{Coded(node.Feature)} in {sets[(node.Set, node.Feature)]}"),
            TreeTest.IsTrue => $"{Plain(node.Feature)} true",
            TreeTest.IsPresent => $"{Plain(node.Feature)} present",
            _ => throw new InvalidOperationException($"unknown test {node.Test}"),
        };
        table.Append(test).Append(' ').Append(Branch(node.WhenTrue)).Append(' ').Append(Branch(node.WhenFalse))
            .Append(' ').Append(Branch(node.WhenMissing)).Append('\n');
    }

    private void WriteLeaves(DecisionTree tree)
    {
        const int PerLine = 8;
        for (int i = 0; i < tree.LeafValues.Length; i++)
        {
            bool last = i + 1 == tree.LeafValues.Length || i % PerLine == PerLine - 1;
            table.Append(Number(tree.LeafValues[i])).Append(last ? '\n' : ' ');
        }
    }

    private string Plain(int feature)
    {
        if (!plain.TryGetValue(feature, out int index))
        {
            index = features.Count;
            plain.Add(feature, index);
            PlanValue value = ensemble.Features[feature];
            features.Add(new VectorElement(new ValueReference(value), value.Type switch
            {
                DataType.Double => null,
                DataType.String => text => $"ScalarMath.Presence({text})",
                _ => text => $"ScalarMath.ToDouble({text})",
            }));
        }

        return index.ToString(CultureInfo.InvariantCulture);
    }

    private int Coded(int feature)
    {
        if (!coded.TryGetValue(feature, out int index))
        {
            index = features.Count;
            coded.Add(feature, index);
            PlanValue value = ensemble.Features[feature];
            Scalar[] listed = [.. codes[feature].Keys];
            string categories = data.Categories(value.Type, listed);
            features.Add(new VectorElement(
                new ValueReference(value),
                value.Type == DataType.Boolean
                    ? text => $"{categories}.Feature(ScalarMath.ToInteger({text}))"
                    : text => $"{categories}.Feature({text})",
                listed));
        }

        return index;
    }

    private static string Branch(int branch) =>
        branch == DecisionTree.NoLeaf ? "-"
        : branch < 0 ? string.Create(CultureInfo.InvariantCulture, $"~{~branch}")
        : branch.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) =>
        double.IsInfinity(value) ? (value > 0 ? "inf" : "-inf") : value.ToString("R", CultureInfo.InvariantCulture);
}
