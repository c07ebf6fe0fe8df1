using MlOps.Codegen.CSharp.Naming;

namespace MlOps.Codegen.CSharp.Classes;

/// <summary>The names of the types that are generated for one plan.</summary>
/// <param name="Class">The class that scores.</param>
/// <param name="Input">The typed input.</param>
/// <param name="Output">The typed output.</param>
internal sealed record ClassNames(string Class, string Input, string Output)
{
    /// <summary>Derives the names from a wished name.</summary>
    /// <param name="name">Any text.</param>
    public static ClassNames From(string name)
    {
        string cleaned = Identifiers.Clean(name, "Model");

        // Types begin with a capital; the compiler warns of a type in small letters only, because it may become a keyword.
        string @class = char.IsAsciiLetterLower(cleaned[0]) ? char.ToUpperInvariant(cleaned[0]) + cleaned[1..] : cleaned;
        bool reserved = ReservedNames.InMethods.Contains(@class)
            || ReservedNames.InRecords.Contains(@class)
            || ReservedNames.IsPart(@class);
        @class = reserved ? @class + "Model" : @class;
        return new ClassNames(@class, @class + "Input", @class + "Output");
    }
}
