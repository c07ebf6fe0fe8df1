using System.Collections.Immutable;

namespace MlOps.Codegen.Sql.Relations;

/// <summary>The times at which features are asked for.</summary>
public abstract record AsOfTimes;

/// <summary>One time: a parameter, or an expression without columns.</summary>
/// <param name="Sql">How it is written.</param>
public sealed record AsOfParameter(string Sql) : AsOfTimes;

/// <summary>Every row of the root at every time of a table.</summary>
/// <param name="Table">The table, or a query in parentheses, as it stands behind FROM.</param>
/// <param name="Column">Its column with the times, quoted.</param>
public sealed record AsOfTable(string Table, string Column) : AsOfTimes;

/// <summary>Rows of the root at times of their own.</summary>
/// <param name="Table">A table with a row per key and time, or a query in parentheses, as it stands behind FROM.</param>
/// <param name="Keys">Its columns with the key of the root, quoted, in the order of the key.</param>
/// <param name="Column">Its column with the times, quoted.</param>
public sealed record AsOfRequests(string Table, ImmutableArray<string> Keys, string Column) : AsOfTimes;
