using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Dsl;
using MlOps.Codegen.MlNet;
using MlOps.Codegen.Plan.Sources;

namespace MlOps.Codegen.Cli.Inspection;

/// <summary>A model, or several alike in a row, among those that a file is made of.</summary>
/// <param name="Depth">How many models it is inside of.</param>
/// <param name="Count">How many alike there are.</param>
/// <param name="Element">The element.</param>
/// <param name="Function">What it does.</param>
/// <param name="Summary">What it is made of; empty for several.</param>
internal sealed record PartDescription(int Depth, int Count, string Element, string Function, string Summary)
{
    // An ensemble has hundreds of parts that differ in nothing a reader wants to know.
    private const int MostAlike = 2;

    /// <summary>Describes what a model file is made of, in its format's terms.</summary>
    /// <param name="source">The model.</param>
    public static ImmutableArray<PartDescription> Of(ModelSource source) => source switch
    {
        PmmlSource pmml => Of(pmml.Document.Model),
        MlNetSource mlNet =>
        [
            .. mlNet.Model.Transformers.Select(step => new PartDescription(
                0, 1, step.Name, step.Columns.IsEmpty ? "arranges columns" : "makes columns", string.Join(", ", step.Columns))),
        ],
        PipelineSource pipeline => [.. pipeline.Parts.Select(part => new PartDescription(0, 1, part.Keyword, part.Name, part.Summary))],
        _ => [new PartDescription(0, 1, source.Element, source.Function, "")],
    };

    /// <summary>Describes a model and the models inside it.</summary>
    /// <param name="root">The model.</param>
    public static ImmutableArray<PartDescription> Of(Model root)
    {
        var parts = ImmutableArray.CreateBuilder<PartDescription>();
        Add(root, 0, 1, parts);
        return parts.ToImmutable();
    }

    /// <summary>A model and the models inside it, outer before inner; models nest to a small depth only.</summary>
    /// <param name="root">The model.</param>
    public static IEnumerable<(Model Model, int Depth)> Walk(Model root)
    {
        var pending = new Stack<(Model Model, int Depth)>();
        pending.Push((root, 0));
        while (pending.TryPop(out (Model Model, int Depth) next))
        {
            yield return next;
            foreach (Model part in next.Model.Parts.Reverse())
            {
                pending.Push((part, next.Depth + 1));
            }
        }
    }

    private static void Add(Model model, int depth, int count, ImmutableArray<PartDescription>.Builder parts)
    {
        parts.Add(new PartDescription(
            depth, count, model.ElementName, PmmlKeyword.Of(model.Common.Function), count == 1 ? model.Summary : ""));
        Model[] inner = [.. model.Parts];
        for (int i = 0; i < inner.Length;)
        {
            int alike = inner.Skip(i).TakeWhile(other => IsLike(inner[i], other)).Count();
            int step = alike > MostAlike ? alike : 1;
            Add(inner[i], depth + 1, step, parts);
            i += step;
        }
    }

    private static bool IsLike(Model model, Model other) =>
        model.ElementName == other.ElementName && model.Common.Function == other.Common.Function && !model.Parts.Any() && !other.Parts.Any();
}
