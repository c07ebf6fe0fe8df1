using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Transforms;
using MlOps.Codegen.Diagnostics;
using MlOps.Codegen.MlNet.Members;

namespace MlOps.Codegen.MlNet.Lowering;

/// <summary>One transformer of a chain, with the columns before and behind it.</summary>
/// <param name="Transformer">The transformer, no chain itself.</param>
/// <param name="Before">The columns before it.</param>
/// <param name="After">The columns behind it.</param>
internal sealed record Step(ITransformer Transformer, DataViewSchema Before, DataViewSchema After)
{
    /// <summary>Its name for people: the class without its type arguments.</summary>
    public string Name => NameOf(Transformer.GetType());

    /// <summary>The columns that it makes: of each name the one that is seen behind it. A name may be there before already.</summary>
    public IEnumerable<DataViewSchema.Column> Made => Transformer is ColumnSelectingTransformer
        ? []
        : After.GroupBy(column => column.Name, StringComparer.Ordinal)
            .Where(named => named.Count() > Before.Count(column => column.Name == named.Key))
            .Select(named => named.First(column => !column.IsHidden));

    /// <summary>A class's name without its type arguments.</summary>
    /// <param name="type">The class.</param>
    public static string NameOf(Type type) =>
        (type.DeclaringType is { } outer ? outer.Name.Split('`')[0] + "." : "") + type.Name.Split('`')[0];
}

/// <summary>Chains, which nest, as one list.</summary>
internal static class Chain
{
    // Whoever wrote the file decides how deep chains nest, and how long they are.
    private const int Deepest = 50;
    private const int MostSteps = 1_000;

    /// <summary>The transformers of a chain with the columns between them.</summary>
    /// <param name="transformer">The chain, or a single transformer.</param>
    /// <param name="schema">The columns before it.</param>
    /// <param name="location">Where diagnostics point.</param>
    /// <param name="diagnostics">Where diagnostics go.</param>
    /// <returns>The steps; null after a diagnostic.</returns>
    public static ImmutableArray<Step>? Flatten(
        ITransformer transformer, DataViewSchema schema, SourceLocation location, DiagnosticBag diagnostics)
    {
        var flat = new List<ITransformer>();
        if (!Add(transformer, 0, flat))
        {
            diagnostics.Report(
                DiagnosticDescriptors.LimitExceeded, location, $"more than {MostSteps:N0} transformers, or chains nested more than {Deepest} deep");
            return null;
        }

        var steps = ImmutableArray.CreateBuilder<Step>(flat.Count);
        foreach (ITransformer next in flat)
        {
            DataViewSchema after;
            try
            {
                after = next.GetOutputSchema(schema);
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException or NotSupportedException)
            {
                diagnostics.Report(
                    DiagnosticDescriptors.UnreadableMlNetModel, location, MlNetMembers.Version, $"{Step.NameOf(next.GetType())}: {exception.Message}");
                return null;
            }

            steps.Add(new Step(next, schema, after));
            schema = after;
        }

        return steps.MoveToImmutable();
    }

    private static bool Add(ITransformer transformer, int depth, List<ITransformer> flat)
    {
        if (depth > Deepest || flat.Count >= MostSteps)
        {
            return false;
        }

        switch (transformer)
        {
            case IEnumerable<ITransformer> chain:
                return chain.All(inner => Add(inner, depth + 1, flat));
            case { } featurizer when MlNetMembers.FeaturizerChain.IsOf(featurizer):
                return Add(MlNetMembers.FeaturizerChain.Of<ITransformer>(featurizer), depth + 1, flat);
            case OneHotEncodingTransformer oneHot:
                return Add(MlNetMembers.OneHotChain.Of<ITransformer>(oneHot), depth + 1, flat);
            default:
                flat.Add(transformer);
                return true;
        }
    }
}
