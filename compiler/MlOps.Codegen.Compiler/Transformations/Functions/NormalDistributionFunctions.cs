using System.Collections.Immutable;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>The normal distribution and the error function.</summary>
internal static class NormalDistributionFunctions
{
    /// <summary>The family.</summary>
    public static ImmutableArray<BuiltInFunction> All { get; } = [];
}
