using System.Collections.Frozen;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>PMML's built-in functions by name (PMML 4.4, Built-in Functions).</summary>
internal static class BuiltInFunctions
{
    private static readonly FrozenDictionary<string, BuiltInFunction> ByName =
        ArithmeticFunctions.All
            .Concat(MathFunctions.All)
            .Concat(StatisticalFunctions.All)
            .Concat(LogicalFunctions.All)
            .Concat(TextFunctions.All)
            .Concat(CalendarFunctions.All)
            .Concat(DistributionFunctions.All)
            .ToFrozenDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    /// <summary>The names of all built-in functions.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>The function of a name; null where there is none.</summary>
    public static BuiltInFunction? Find(string name) => ByName.GetValueOrDefault(name);
}
