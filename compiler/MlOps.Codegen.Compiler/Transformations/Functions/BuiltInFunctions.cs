using System.Collections.Frozen;

namespace MlOps.Codegen.Compiler.Transformations.Functions;

/// <summary>The functions that PMML 4.4 defines, by name.</summary>
internal static class BuiltInFunctions
{
    private static readonly FrozenDictionary<string, BuiltInFunction> ByName = new[]
    {
        ArithmeticFunctions.All,
        AggregateFunctions.All,
        MathematicalFunctions.All,
        RoundingFunctions.All,
        ComparisonFunctions.All,
        LogicalFunctions.All,
        TextFunctions.All,
        CalendarFunctions.All,
        NormalDistributionFunctions.All,
    }.SelectMany(family => family).ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    /// <summary>The names of all functions.</summary>
    public static IEnumerable<string> Names => ByName.Keys.Order(StringComparer.Ordinal);

    /// <summary>Finds a function; null where there is none of the name.</summary>
    /// <param name="name">Its name; case matters.</param>
    public static BuiltInFunction? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>For an unknown name: the function that was probably meant, as the end of a sentence.</summary>
    /// <param name="name">The unknown name.</param>
    public static string Suggestion(string name) =>
        ByName.Keys.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) is { } meant
            ? $"; is '{meant}' meant?"
            : "";
}
