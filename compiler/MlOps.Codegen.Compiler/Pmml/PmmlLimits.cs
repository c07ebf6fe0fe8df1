namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>How far the reader follows a file: files come from anywhere.</summary>
public static class PmmlLimits
{
    /// <summary>Characters in a file; the largest models in use have some hundred million.</summary>
    public const long Characters = 512L * 1024 * 1024;

    /// <summary>Elements in a file: each costs some two hundred bytes.</summary>
    public const int Elements = 12_000_000;

    /// <summary>Elements inside one another. A node of a decision tree is one level.</summary>
    public const int Depth = 3_000;

    /// <summary>Attributes of one element; PMML's richest has seventeen.</summary>
    public const int Attributes = 200;

    /// <summary>Characters in an element's or attribute's name; inline tables name cells after columns.</summary>
    public const int NameLength = 1_000;

    /// <summary>Expressions, or predicates, inside one another; what is made of them may follow their nesting.</summary>
    public const int OperandDepth = 500;

    /// <summary>Models inside one another.</summary>
    public const int ModelDepth = 32;
}
