using System.Globalization;

namespace MlOps.Codegen.Deployment.Engines;

/// <summary>Rows for a scratch table.</summary>
/// <param name="Columns">The columns; a first column <c>mlops_row</c> that counts from 0 is added.</param>
/// <param name="Rows">The rows.</param>
public sealed record ScratchTable(IReadOnlyList<FieldSchema> Columns, IReadOnlyList<object?[]> Rows)
{
    /// <summary>The names of the scratch tables of a connection.</summary>
    /// <param name="first">The first one's name.</param>
    /// <param name="count">How many there are.</param>
    internal static IEnumerable<string> Names(string first, int count) =>
        Enumerable.Range(0, count).Select(index => index == 0 ? first : string.Create(CultureInfo.InvariantCulture, $"{first}_t{index + 1}"));

    /// <summary>Creates scratch tables, runs what a query needs, and then the query.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="first">The first one's name.</param>
    /// <param name="create">Creates and fills a table, given its name; yields what queries call it.</param>
    /// <param name="install">Statements to run before the query.</param>
    /// <param name="run">Runs one.</param>
    /// <param name="read">Runs the query, given what the tables are called.</param>
    internal static List<object?[]> Query(
        IReadOnlyList<ScratchTable> tables,
        string first,
        Func<string, ScratchTable, string> create,
        IEnumerable<string> install,
        Action<string> run,
        Func<IReadOnlyList<string>, List<object?[]>> read)
    {
        string[] created = [.. Names(first, tables.Count).Zip(tables, create)];
        foreach (string statement in install)
        {
            run(statement);
        }

        return read(created);
    }
}
