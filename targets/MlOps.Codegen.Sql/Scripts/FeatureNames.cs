using System.Globalization;
using MlOps.Codegen.Plan.Targets;
using MlOps.Codegen.Sql.Dialects;

namespace MlOps.Codegen.Sql.Scripts;

/// <summary>What the objects for the features of a version are called: <c>churn_v3_features</c>, <c>churn_v3_features_now</c>.</summary>
/// <param name="dialect">The engine, which cuts long names: the ends by which objects differ are kept.</param>
/// <param name="options">What to call things.</param>
public sealed class FeatureNames(SqlDialect dialect, GenerationOptions options)
{
    // Room for _v, ten digits, and the longest end.
    private const int Ends = 26;

    private readonly string stem = string.Create(
        CultureInfo.InvariantCulture,
        $"{new SqlNames(dialect).Identifier(options.Name, dialect.Limits.IdentifierBytes - (Ends * dialect.IdentifierBytes("_")))}_v{options.Version}");

    /// <summary>The features at a time that is given.</summary>
    public string Features => In($"{stem}_features");

    /// <summary>The features at the current time: a view that can be scored as any table.</summary>
    public string Now => In(NowTable);

    /// <summary>The name of the view, not quoted.</summary>
    public string NowTable => $"{stem}_features_now";

    /// <summary>Features and scores at a time that is given.</summary>
    public string Scores => In($"{stem}_scores_at");

    /// <summary>The table with the time, where views take no parameters.</summary>
    public string Time => In($"{stem}_as_of");

    private string In(string name) => dialect.HasSchemas ? dialect.Relation(options.Schema, name) : dialect.Quote(name);
}
