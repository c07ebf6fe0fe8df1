using System.Collections.Immutable;
using MlOps.Codegen.Plan.Expressions;

namespace MlOps.Codegen.Plan;

/// <summary>
/// How several rows of a source make one row of a plan: those with one key belong together, and inputs of the plan say whether
/// any of them has some value in some column. Groups come in the order in which their first rows do.
/// </summary>
/// <param name="Key">The source column by whose values rows are grouped; rows without a value make one group.</param>
/// <param name="Memberships">How the plan's inputs are found.</param>
public sealed record RowGrouping(FieldSchema Key, ImmutableArray<GroupMembership> Memberships);

/// <summary>A boolean input of a plan that says whether a value occurs in a group; never missing.</summary>
/// <param name="Input">The input's public name.</param>
/// <param name="Column">The source column.</param>
/// <param name="Member">The value that is looked for, of the column's type.</param>
public sealed record GroupMembership(string Input, FieldSchema Column, Literal Member);
