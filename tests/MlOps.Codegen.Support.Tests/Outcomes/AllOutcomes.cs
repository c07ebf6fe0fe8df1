using MlOps.Codegen.Support.Tests.Probes;

namespace MlOps.Codegen.Support.Tests.Outcomes;

/// <summary>What the compiler makes of all probes, once for all tests.</summary>
internal static class AllOutcomes
{
    private static readonly Lazy<IReadOnlyList<(ProbeSection Section, IReadOnlyList<Outcome> Outcomes)>> Compiled = new(() =>
        [.. ProbeCatalog.Sections.Select(section => (section, (IReadOnlyList<Outcome>)[.. section.Probes.Select(Outcome.Of)]))]);

    /// <summary>By the page's tables.</summary>
    public static IReadOnlyList<(ProbeSection Section, IReadOnlyList<Outcome> Outcomes)> BySection => Compiled.Value;

    /// <summary>All of them.</summary>
    public static IEnumerable<Outcome> All => BySection.SelectMany(section => section.Outcomes);
}
