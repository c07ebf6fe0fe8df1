using MlOps.Codegen.Support.Tests.Probes.Fields;
using MlOps.Codegen.Support.Tests.Probes.Models;

namespace MlOps.Codegen.Support.Tests.Probes;

/// <summary>All probes, in the order of the page.</summary>
internal static class ProbeCatalog
{
    /// <summary>The page's tables.</summary>
    public static IReadOnlyList<ProbeSection> Sections { get; } =
    [
        ModelProbes.OfKinds, .. ModelProbes.OfVariants, FieldProbes.OfData, FieldProbes.OfMiningSchema, TransformationProbes.All, ConversionProbes.All, FunctionProbes.All,
        FunctionProbes.OfPatterns, FieldProbes.OfTargets, OutputProbes.All, ModelProbes.OfArithmetic,
    ];

    /// <summary>All probes.</summary>
    public static IEnumerable<Probe> All => Sections.SelectMany(section => section.Probes);
}
