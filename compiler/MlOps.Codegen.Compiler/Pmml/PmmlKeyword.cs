namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Enumerations under the names that PMML gives their members.</summary>
public static class PmmlKeyword
{
    /// <summary>The keyword: PMML writes its own in camel case.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <param name="value">The member.</param>
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        string name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
