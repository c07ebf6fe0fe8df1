namespace MlOps.Codegen.Support.Tests.Probes.Models;

/// <summary>The probes of a model kind.</summary>
/// <param name="Element">The model's element.</param>
/// <param name="Functions">A probe per mining function that the kind is used for.</param>
/// <param name="Variants">Probes of what the kind has besides.</param>
internal sealed record KindProbes(string Element, IReadOnlyList<Probe> Functions, IReadOnlyList<Probe> Variants)
{
    /// <summary>A probe of a kind as such.</summary>
    /// <param name="element">The model's element.</param>
    /// <param name="function">Its functionName.</param>
    /// <param name="pmml">The file.</param>
    public static Probe Function(string element, string function, string pmml) =>
        new(element, function, pmml, "Keywords.MiningFunction");
}
