using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.TreeModels;

/// <summary>Reads a TreeModel. Nodes are walked with a stack: trees of boosting tools go hundreds deep.</summary>
internal static class TreeModelReader
{
    private static readonly KeywordSet<MissingValueStrategy> MissingValueStrategies = new(
        ("none", MissingValueStrategy.None),
        ("lastPrediction", MissingValueStrategy.LastPrediction),
        ("nullPrediction", MissingValueStrategy.NullPrediction),
        ("defaultChild", MissingValueStrategy.DefaultChild),
        ("weightedConfidence", MissingValueStrategy.WeightedConfidence),
        ("aggregateNodes", MissingValueStrategy.AggregateNodes));

    private static readonly KeywordSet<NoTrueChildStrategy> NoTrueChildStrategies = new(
        ("returnNullPrediction", NoTrueChildStrategy.ReturnNullPrediction),
        ("returnLastPrediction", NoTrueChildStrategy.ReturnLastPrediction));

    private static readonly KeywordSet<bool> SplitCharacteristics = new(("binarySplit", true), ("multiSplit", false));

    /// <summary>Reads the element.</summary>
    public static TreeModel Read(PmmlElement element, ReadContext context)
    {
        ModelCommon common = ModelCommonReader.Read(
            element,
            ["missingValueStrategy", "missingValuePenalty", "noTrueChildStrategy", "splitCharacteristic"],
            ["Node"],
            context);
        PmmlElement? root = null;
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "Node")
            {
                if (root is not null)
                {
                    context.Unexpected(child);
                }

                root ??= child;
            }
        }

        if (root is null)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element.Location, element.Name, "a Node");
        }

        context.Keyword(element, "splitCharacteristic", SplitCharacteristics);
        return new TreeModel(
            common,
            context.Keyword(element, "missingValueStrategy", MissingValueStrategies) ?? MissingValueStrategy.None,
            context.Probability(element, "missingValuePenalty") ?? 1,
            context.Keyword(element, "noTrueChildStrategy", NoTrueChildStrategies)
                ?? NoTrueChildStrategy.ReturnNullPrediction,
            root is null ? [] : ReadNodes(root, context));
    }

    private static ImmutableArray<Node> ReadNodes(PmmlElement root, ReadContext context)
    {
        // In the order of the file, which is the order that nodes without ids are numbered by.
        var elements = new List<PmmlElement>();
        var children = new List<List<int>?>();
        var open = new Stack<(PmmlElement Element, int Parent)>();
        var siblings = new List<PmmlElement>();
        open.Push((root, -1));
        while (open.TryPop(out (PmmlElement Element, int Parent) next))
        {
            int index = elements.Count;
            elements.Add(next.Element);
            children.Add(null);
            if (next.Parent >= 0)
            {
                (children[next.Parent] ??= []).Add(index);
            }

            siblings.Clear();
            foreach (PmmlElement child in next.Element.Children)
            {
                if (child.Name == "Node")
                {
                    siblings.Add(child);
                }
            }

            for (int i = siblings.Count - 1; i >= 0; i--)
            {
                open.Push((siblings[i], index));
            }
        }

        var ids = new HashSet<string>();
        ImmutableArray<Node>.Builder nodes = ImmutableArray.CreateBuilder<Node>(elements.Count);
        for (int i = 0; i < elements.Count; i++)
        {
            Node node = ReadNode(elements[i], children[i] is { } found ? [.. found] : [], context);
            nodes.Add(node);
            if (node.Id is not null && !ids.Add(node.Id))
            {
                context.Report(DiagnosticDescriptors.DuplicateNodeId, elements[i].AttributeLocation("id"), node.Id);
            }
        }

        return nodes.MoveToImmutable();
    }

    private static Node ReadNode(PmmlElement element, ImmutableArray<int> children, ReadContext context)
    {
        context.Takes(element, "id", "score", "recordCount", "defaultChild");
        ImmutableArray<ScoreDistribution>.Builder? distributions = null;
        foreach (PmmlElement child in element.Children)
        {
            switch (child.Name)
            {
                case "Node":
                    break;
                case "ScoreDistribution":
                    distributions ??= ImmutableArray.CreateBuilder<ScoreDistribution>();
                    distributions.Add(ReadDistribution(child, context));
                    break;
                case "Regression" or "DecisionTree":
                    context.Unsupported(child, $"the embedded model {child.Name}", "use a MiningModel with a Segmentation");
                    break;
                default:
                    if (!PredicateReader.IsPredicate(child))
                    {
                        context.Unexpected(child);
                    }

                    break;
            }
        }

        if (element.Attribute("score") is { } score && ReadContext.IsNaN(score))
        {
            context.NotANumber(element, "score");
        }

        return new Node(
            element.Attribute("id"),
            element.Attribute("score"),
            context.NonNegative(element, "recordCount"),
            element.Attribute("defaultChild"),
            PredicateReader.ReadOnly(element, context),
            distributions?.ToImmutable() ?? [],
            children,
            element.Location);
    }

    private static ScoreDistribution ReadDistribution(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "value", "recordCount", "confidence", "probability");
        context.NoChildren(element);
        double? probability = context.Probability(element, "probability");
        double? recordCount = context.NonNegative(element, "recordCount");

        // Producers that state probabilities leave the counts out, though the schema asks for them.
        if (recordCount is null && probability is null)
        {
            context.RequiredText(element, "recordCount");
        }

        return new ScoreDistribution(
            context.RequiredText(element, "value"),
            recordCount,
            context.Probability(element, "confidence"),
            probability,
            element.Location);
    }
}
