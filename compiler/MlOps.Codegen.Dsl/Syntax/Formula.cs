using System.Collections.Immutable;

namespace MlOps.Codegen.Dsl.Syntax;

/// <summary>A formula as it is written.</summary>
/// <param name="Location">Where it begins; of an operation, where its sign stands.</param>
/// <param name="Depth">How many formulas lie in each other on the longest way down, itself included: bounded by the grammar.</param>
internal abstract record Formula(SourceLocation Location, int Depth)
{
    /// <summary>The parts, from left to right.</summary>
    public abstract IEnumerable<Formula> Parts { get; }

    /// <summary>All formulas within, itself first.</summary>
    public IEnumerable<Formula> WithParts()
    {
        var pending = new Stack<Formula>([this]);
        while (pending.TryPop(out Formula? next))
        {
            yield return next;
            foreach (Formula part in next.Parts.Reverse())
            {
                pending.Push(part);
            }
        }
    }

    /// <summary>One more than the deepest of some formulas.</summary>
    protected static int Above(params IEnumerable<Formula?> parts) => 1 + parts.Max(part => part?.Depth ?? 0);
}

/// <summary>A number; whole where only digits are written.</summary>
internal sealed record NumberFormula(string Digits, SourceLocation Location) : Formula(Location, 1)
{
    public override IEnumerable<Formula> Parts => [];

    /// <summary>Whether it is an integer.</summary>
    public bool IsWhole => Digits.All(char.IsAsciiDigit);
}

/// <summary>A text.</summary>
internal sealed record TextFormula(string Value, SourceLocation Location) : Formula(Location, 1)
{
    public override IEnumerable<Formula> Parts => [];
}

/// <summary>A date or a date-time, as written.</summary>
internal sealed record MomentFormula(string Value, SourceLocation Location) : Formula(Location, 1)
{
    public override IEnumerable<Formula> Parts => [];
}

/// <summary><c>true</c>, <c>false</c>, or <c>missing</c> (null).</summary>
internal sealed record WordFormula(bool? Value, SourceLocation Location) : Formula(Location, 1)
{
    public override IEnumerable<Formula> Parts => [];
}

/// <summary>Names with points between them.</summary>
internal sealed record NameFormula(ImmutableArray<string> Names, SourceLocation Location) : Formula(Location, 1)
{
    public override IEnumerable<Formula> Parts => [];

    /// <summary>The names with points between them.</summary>
    public string Full => string.Join('.', Names);
}

/// <summary><c>-x</c> or <c>not x</c>.</summary>
internal sealed record PrefixFormula(string Sign, Formula Operand, SourceLocation Location) : Formula(Location, Above(Operand))
{
    public override IEnumerable<Formula> Parts => [Operand];
}

/// <summary>An operation with a sign, or <c>and</c> or <c>or</c>, between its operands.</summary>
internal sealed record InfixFormula(string Sign, Formula Left, Formula Right, SourceLocation Location)
    : Formula(Location, Above(Left, Right))
{
    public override IEnumerable<Formula> Parts => [Left, Right];
}

/// <summary><c>x in (a, b)</c>.</summary>
internal sealed record InFormula(Formula Operand, ImmutableArray<Formula> Values, bool IsNegated, SourceLocation Location)
    : Formula(Location, Above([Operand, .. Values]))
{
    public override IEnumerable<Formula> Parts => [Operand, .. Values];
}

/// <summary><c>x like "a%"</c>.</summary>
internal sealed record LikeFormula(Formula Operand, string Pattern, bool IsNegated, SourceLocation Location)
    : Formula(Location, Above(Operand))
{
    public override IEnumerable<Formula> Parts => [Operand];
}

/// <summary><c>x is missing</c>.</summary>
internal sealed record MissingFormula(Formula Operand, bool IsNegated, SourceLocation Location) : Formula(Location, Above(Operand))
{
    public override IEnumerable<Formula> Parts => [Operand];
}

/// <summary>The first value whose condition is true: <c>when c then v … else w</c>.</summary>
internal sealed record ChoiceFormula(ImmutableArray<(Formula Condition, Formula Value)> Branches, Formula? Else, SourceLocation Location)
    : Formula(Location, Above([.. Branches.SelectMany(branch => new[] { branch.Condition, branch.Value }), Else]))
{
    public override IEnumerable<Formula> Parts =>
        [.. Branches.SelectMany(branch => new[] { branch.Condition, branch.Value }), .. Else is null ? (Formula[])[] : [Else]];
}

/// <summary>The value that stands beside a constant: <c>match x { "a" -> 1, "b" -> 2, else 0 }</c>.</summary>
internal sealed record MatchFormula(Formula Operand, ImmutableArray<(Formula Key, Formula Value)> Rows, Formula? Else, SourceLocation Location)
    : Formula(Location, Above([Operand, .. Rows.SelectMany(row => new[] { row.Key, row.Value }), Else]))
{
    public override IEnumerable<Formula> Parts =>
        [Operand, .. Rows.SelectMany(row => new[] { row.Key, row.Value }), .. Else is null ? (Formula[])[] : [Else]];
}

/// <summary>A call of a function or decision table, or an aggregate over rows.</summary>
/// <param name="Function">The name.</param>
/// <param name="IsDistinct">Whether <c>distinct</c> follows the name.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="Where">The condition on rows.</param>
/// <param name="Per">The unit of time of <c>per</c>.</param>
/// <param name="Over">The window; null where there is none.</param>
/// <param name="Via">The references by which rows belong to the scored row, from the rows on; null where nobody says.</param>
/// <param name="Location">Where it begins.</param>
internal sealed record CallFormula(
    string Function, bool IsDistinct, ImmutableArray<Formula> Arguments, Formula? Where, string? Per, WindowSyntax? Over, NameFormula? Via, SourceLocation Location)
    : Formula(Location, Above([.. Arguments, Where, Over?.Since]))
{
    public override IEnumerable<Formula> Parts =>
        [.. Arguments, .. Where is null ? (Formula[])[] : [Where], .. Over?.Since is { } since ? (Formula[])[since] : []];
}

/// <summary>A length of time.</summary>
/// <param name="Count">How many units.</param>
/// <param name="Unit">The unit, in the plural or singular.</param>
internal sealed record LengthSyntax(int Count, string Unit);

/// <summary>A window: <c>last 7 days</c>, <c>last 7 days ending 7 days ago</c>, <c>lifetime</c>, <c>lifetime since opened_at</c>.</summary>
/// <param name="Length">How long it is; null for <c>lifetime</c>.</param>
/// <param name="Ending">How long before the as-of time it ends; null for at that time.</param>
/// <param name="Since">Where a lifetime began.</param>
/// <param name="Location">Where it begins.</param>
internal sealed record WindowSyntax(LengthSyntax? Length, LengthSyntax? Ending, Formula? Since, SourceLocation Location);
