using System.Collections.Immutable;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.Dsl.Checking;
using MlOps.Codegen.Dsl.Lowering;
using MlOps.Codegen.Dsl.Syntax;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Dsl.Models;

/// <summary>
/// Lowers decision trees that are written in the pipeline. Where leaves say how many records they had, each test contributes the difference
/// that its outcome makes to the mean (A. Palczewska et al., "Interpreting random forest classification models using a feature contribution
/// method", 2013).
/// </summary>
internal static class TreeModels
{
    public static ModelOutputs? Lower(string name, TreeModel model, FormulaLowering lowering)
    {
        var leaves = new List<(Typed, SourceLocation)>();
        if (!Leaves(model.Root, lowering, leaves) || lowering.Aligned(leaves, "a tree") is not { } aligned)
        {
            return null;
        }

        var conditions = new Dictionary<TreeSyntax, Expression>(ReferenceEqualityComparer.Instance);
        if (!Conditions(name, model.Root, lowering, conditions))
        {
            return null;
        }

        var values = new Dictionary<TreeSyntax, Expression>(ReferenceEqualityComparer.Instance);
        int next = 0;
        foreach (TreeSyntax leaf in InOrder(model.Root).Where(node => node.Condition is null))
        {
            values.Add(leaf, aligned[next++].Value);
        }

        Typed value = aligned[0] with { Value = lowering.Define(name, Choose(model.Root, conditions, leaf => values[leaf])) };
        return new ModelOutputs(
            ImmutableDictionary.Create<string, Typed>(StringComparer.Ordinal).Add("value", value), "value", Contributions(model.Root, conditions, value.Type));
    }

    private static IEnumerable<TreeSyntax> InOrder(TreeSyntax node) => node.Condition is null
        ? [node]
        : InOrder(node.WhenTrue!).Concat(InOrder(node.WhenFalse!)).Prepend(node);

    private static bool Leaves(TreeSyntax root, FormulaLowering lowering, List<(Typed, SourceLocation)> leaves)
    {
        foreach (TreeSyntax leaf in InOrder(root).Where(node => node.Condition is null))
        {
            if (lowering.Lower(leaf.Value!) is not { } value)
            {
                return false;
            }

            leaves.Add((value, leaf.Value!.Location));
        }

        return true;
    }

    private static bool Conditions(string name, TreeSyntax root, FormulaLowering lowering, Dictionary<TreeSyntax, Expression> conditions)
    {
        bool complete = true;
        foreach (TreeSyntax node in InOrder(root).Where(node => node.Condition is not null))
        {
            if (lowering.Condition(node.Condition!, "'if'") is { } condition)
            {
                conditions.Add(node, lowering.Define($"{name}_test", condition));
            }
            else
            {
                complete = false;
            }
        }

        return complete;
    }

    private static Expression Choose(TreeSyntax node, Dictionary<TreeSyntax, Expression> conditions, Func<TreeSyntax, Expression> leaf) =>
        node.Condition is null
            ? leaf(node)
            : Build.If(conditions[node], Choose(node.WhenTrue!, conditions, leaf), Choose(node.WhenFalse!, conditions, leaf));

    private static ImmutableArray<Contribution>? Contributions(TreeSyntax root, Dictionary<TreeSyntax, Expression> conditions, FormulaType type)
    {
        TreeSyntax[] nodes = [.. InOrder(root)];
        if (!type.IsNumber || nodes.Any(node => node.Condition is null && node.Records is not > 0))
        {
            return null;
        }

        var means = new Dictionary<TreeSyntax, (double Mean, double Records)>(ReferenceEqualityComparer.Instance);
        foreach (TreeSyntax node in nodes.Reverse())
        {
            means.Add(node, node.Condition is null
                ? (Constants.Double(node.Value!) ?? 0, node.Records!.Value)
                : Pooled(means[node.WhenTrue!], means[node.WhenFalse!]));
        }

        string[] names = [.. nodes.Where(node => node.Condition is not null).Select(node => Subject(node.Condition!)).Distinct(StringComparer.Ordinal)];
        return [.. names.Select(name =>
        {
            var totals = new Dictionary<TreeSyntax, double>(ReferenceEqualityComparer.Instance);
            Walk(root, 0);
            return new Contribution(name, Choose(root, conditions, leaf => Build.Number(totals[leaf])));

            void Walk(TreeSyntax node, double total)
            {
                totals[node] = total;
                if (node.Condition is null)
                {
                    return;
                }

                bool isMine = Subject(node.Condition) == name;
                Walk(node.WhenTrue!, total + (isMine ? means[node.WhenTrue!].Mean - means[node].Mean : 0));
                Walk(node.WhenFalse!, total + (isMine ? means[node.WhenFalse!].Mean - means[node].Mean : 0));
            }
        })];
    }

    private static (double Mean, double Records) Pooled((double Mean, double Records) a, (double Mean, double Records) b) =>
        (((a.Mean * a.Records) + (b.Mean * b.Records)) / (a.Records + b.Records), a.Records + b.Records);

    // A test is about the first name in it.
    private static string Subject(Formula condition) => condition.WithParts().OfType<NameFormula>().FirstOrDefault()?.Full ?? "";
}
