using System.Globalization;
using MlOps.Codegen.Artifacts.Monitoring;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Monitoring;

/// <summary>
/// The query that counts the rows of a window by column and bin, in one scan of the table. How is the engine's: some count all bins
/// side by side and turn the one row around, others turn each row into a row per column. What is faster was measured per engine.
/// </summary>
/// <param name="dialect">The engine.</param>
/// <param name="names">How the table is read.</param>
/// <param name="features">The columns.</param>
public abstract class ProfileQuery(SqlDialect dialect, MonitorNames names, IReadOnlyList<BaselineFeature> features)
{
    /// <summary>How bins are numbered.</summary>
    protected BinExpressions Bins { get; } = new(dialect, names);

    /// <summary>How the table is read.</summary>
    protected MonitorNames Names => names;

    /// <summary>The columns.</summary>
    protected IReadOnlyList<BaselineFeature> Features => features;

    /// <summary>The engine.</summary>
    protected SqlDialect Dialect => dialect;

    /// <summary>The statements that count, each with columns <c>feature_id</c> (from 1), <c>bin</c> and <c>row_count</c>: one, but for engines with few columns.</summary>
    /// <param name="from">Where the window begins, as the engine writes it; null for the first row.</param>
    /// <param name="to">Before which time it ends; null for the last row.</param>
    public abstract IReadOnlyList<string> Selects(string? from, string? to);

    /// <summary>A number as text.</summary>
    /// <param name="value">The number.</param>
    protected static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
