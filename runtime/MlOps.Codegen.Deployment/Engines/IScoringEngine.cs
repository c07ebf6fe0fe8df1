using MlOps.Runtime;

namespace MlOps.Codegen.Deployment.Engines;

/// <summary>An open connection to a database in which rows can be scored by generated code.</summary>
/// <remarks>
/// Values are <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, <see cref="DateOnly"/>,
/// <see cref="TimeOnly"/>, <see cref="DateTime"/>, or null for missing.
/// </remarks>
public interface IScoringEngine : IDisposable
{
    /// <summary>Creates a scratch table of rows, runs a query over it, and removes what was created, whatever happens.</summary>
    /// <param name="columns">The columns of the rows; a first column <c>mlops_row</c> that counts from 0 is added.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="install">Statements to run before, such as functions of the connection; empty for none.</param>
    /// <param name="query">The query for a table's quoted name; its first column is <c>mlops_row</c>.</param>
    /// <param name="outputs">The columns that the query yields after it.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>A row of output values per row, in order.</returns>
    List<object?[]> Score(
        IReadOnlyList<FieldSchema> columns,
        IReadOnlyList<object?[]> rows,
        IReadOnlyList<string> install,
        Func<string, string> query,
        IReadOnlyList<FieldSchema> outputs,
        CancellationToken cancellation) =>
        Query([new ScratchTable(columns, rows)], install, tables => query(tables[0]), outputs, rows.Count, cancellation);

    /// <summary>Creates scratch tables, runs a query over them, and removes what was created, whatever happens.</summary>
    /// <param name="tables">The tables, at least one.</param>
    /// <param name="install">Statements to run before, such as functions of the connection; empty for none.</param>
    /// <param name="query">
    /// The query for the tables' quoted names; its first column numbers its rows from 0, as <c>mlops_row</c> of the first table does.
    /// </param>
    /// <param name="outputs">The columns that the query yields after it.</param>
    /// <param name="count">How many rows the query yields.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>A row of output values per row, in order.</returns>
    List<object?[]> Query(
        IReadOnlyList<ScratchTable> tables,
        IReadOnlyList<string> install,
        Func<IReadOnlyList<string>, string> query,
        IReadOnlyList<FieldSchema> outputs,
        int count,
        CancellationToken cancellation);

    /// <summary>
    /// Creates a scratch table of rows, scores it with a compiled scorer where the engine has it (as a function inside the engine, or
    /// streamed through this process into another scratch table), and removes what was created, whatever happens.
    /// </summary>
    /// <param name="columns">The columns of the rows; a first column <c>mlops_row</c> that counts from 0 is added.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="scorer">The scorer.</param>
    /// <param name="inputs">The scorer's inputs as SQL over the scratch table's columns.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>A row of output values per row, in order.</returns>
    List<object?[]> Score(
        IReadOnlyList<FieldSchema> columns,
        IReadOnlyList<object?[]> rows,
        IScorer scorer,
        IReadOnlyList<string> inputs,
        CancellationToken cancellation);
}
