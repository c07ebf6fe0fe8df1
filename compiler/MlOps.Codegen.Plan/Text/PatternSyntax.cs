namespace MlOps.Codegen.Plan.Text;

/// <summary>How an engine writes what regular expressions differ in.</summary>
/// <param name="Character">Writes a character that is neither a letter nor a digit of ASCII; inside and outside of classes.</param>
/// <param name="Start">The start of the text.</param>
/// <param name="End">The very end of the text.</param>
/// <param name="WordBoundary">A word boundary of ASCII.</param>
/// <param name="NoWordBoundary">The opposite.</param>
public sealed record PatternSyntax(
    Func<int, string> Character, string Start, string End, string WordBoundary, string NoWordBoundary);
