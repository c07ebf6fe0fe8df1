using System.Collections.Immutable;

namespace MlOps.Codegen.Plan.Text;

/// <summary>One of the forms that a regular expression describes: characters one after the other, each a number of times.</summary>
/// <param name="AtStart">Whether it stands at the start of the text.</param>
/// <param name="AtEnd">Whether it stands at the very end of the text.</param>
/// <param name="Items">The characters; may be empty.</param>
public sealed record PatternSequence(bool AtStart, bool AtEnd, ImmutableArray<PatternItem> Items);

/// <summary>Characters of a set, one after the other.</summary>
/// <param name="Members">The code points, as ranges in ascending order that neither overlap nor touch.</param>
/// <param name="Least">How many at least.</param>
/// <param name="Most">How many at most; −1 for any number.</param>
public sealed record PatternItem(ImmutableArray<(int First, int Last)> Members, int Least, int Most);
