namespace MlOps.Codegen.CSharp.Writing;

/// <summary>A C# expression in the making.</summary>
/// <param name="Text">Its text.</param>
/// <param name="IsAtom">Whether it can stand beside any operator without parentheses.</param>
/// <param name="Depth">How deep operations nest in it.</param>
internal readonly record struct Code(string Text, bool IsAtom, int Depth)
{
    /// <summary>The text, in parentheses where it needs them beside an operator.</summary>
    public string Operand => IsAtom ? Text : $"({Text})";

    /// <summary>A name, a literal, or a call without arguments.</summary>
    /// <param name="text">The text.</param>
    public static Code Atom(string text) => new(text, IsAtom: true, 0);

    /// <summary>A call, or another form that brings its own brackets.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parts">What it is made of.</param>
    public static Code Call(string text, params ReadOnlySpan<Code> parts) => new(text, IsAtom: true, Deepest(parts) + 1);

    /// <summary>An operation that needs parentheses beside another.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parts">What it is made of.</param>
    public static Code Operation(string text, params ReadOnlySpan<Code> parts) => new(text, IsAtom: false, Deepest(parts) + 1);

    private static int Deepest(ReadOnlySpan<Code> parts)
    {
        int deepest = 0;
        foreach (Code part in parts)
        {
            deepest = Math.Max(deepest, part.Depth);
        }

        return deepest;
    }
}
