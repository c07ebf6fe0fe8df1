using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Models.TreeModels;

/// <summary>Reads TreeModel; without recursion, because trees may be deep.</summary>
internal static class TreeModelReader
{
    public static Model? Read(PmmlElement element, ModelCommon common, ReadContext context)
    {
        if (element.Child("Node") is not { } root)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element, element.Name, "Node");
            return null;
        }

        return new TreeModel(
            common,
            context.Enum(element, "missingValueStrategy", MissingValueStrategy.None),
            context.Number(element, "missingValuePenalty") ?? 1,
            context.Enum(element, "noTrueChildStrategy", NoTrueChildStrategy.ReturnNullPrediction),
            ReadNodes(root, context));
    }

    private static ImmutableArray<Node> ReadNodes(PmmlElement root, ReadContext context)
    {
        // In the order of the file, parents first: ids that are not given are counted in this order.
        var elements = new List<PmmlElement>();
        var indexOf = new Dictionary<PmmlElement, int>();
        var pending = new Stack<PmmlElement>();
        pending.Push(root);
        while (pending.TryPop(out PmmlElement? next))
        {
            indexOf.Add(next, elements.Count);
            elements.Add(next);
            for (int i = next.Children.Count - 1; i >= 0; i--)
            {
                if (next.Children[i].Name == "Node")
                {
                    pending.Push(next.Children[i]);
                }
            }
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        var nodes = ImmutableArray.CreateBuilder<Node>(elements.Count);
        foreach (PmmlElement element in elements)
        {
            if (element["id"] is { } id && !ids.Add(id))
            {
                context.Report(DiagnosticDescriptors.DuplicateName, element, "Node", id);
            }

            nodes.Add(ReadNode(element, indexOf, context));
        }

        return nodes.MoveToImmutable();
    }

    // Producers that state probabilities leave the counts out, though the schema asks for them.
    private static double? RecordCount(PmmlElement element, ReadContext context) =>
        element["recordCount"] is null && element["probability"] is null
            ? context.RequiredNumber(element, "recordCount")
            : context.Number(element, "recordCount");

    private static Node ReadNode(PmmlElement element, Dictionary<PmmlElement, int> indexOf, ReadContext context)
    {
        var children = ImmutableArray.CreateBuilder<int>();
        var distributions = ImmutableArray.CreateBuilder<ScoreDistribution>();
        foreach (PmmlElement child in element.Children)
        {
            switch (child.Name)
            {
                case "Node":
                    children.Add(indexOf[child]);
                    break;
                case "ScoreDistribution":
                    distributions.Add(new ScoreDistribution(
                        context.Required(child, "value"),
                        RecordCount(child, context),
                        context.Number(child, "confidence"),
                        context.Number(child, "probability"),
                        child.Location));
                    break;
                case "Partition":
                    break;
                default:
                    if (!PredicateReader.IsPredicate(child))
                    {
                        context.Report(DiagnosticDescriptors.UnexpectedElement, child, child.Name, element.Name);
                    }

                    break;
            }
        }

        return new Node(
            element["id"],
            element["score"],
            context.Number(element, "recordCount"),
            element["defaultChild"],
            PredicateReader.ReadInside(element, context),
            distributions.ToImmutable(),
            children.ToImmutable(),
            element.Location);
    }
}
