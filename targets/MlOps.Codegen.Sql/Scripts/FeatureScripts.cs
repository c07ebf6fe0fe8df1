using MlOps.Codegen.Plan.Relations;
using MlOps.Codegen.Sql.Dialects;
using MlOps.Codegen.Sql.Generation;
using MlOps.Codegen.Sql.Relations;

namespace MlOps.Codegen.Sql.Scripts;

/// <summary>
/// The scripts for the features of a version: an object that computes them as of a time, a view at the current time, which is the table that
/// all other scripts of the version score, and an object for features and scores at once. Every script may be run again.
/// </summary>
/// <param name="dialect">The engine.</param>
/// <param name="features">What the features are.</param>
/// <param name="scoring">What is computed of them.</param>
public abstract class FeatureScripts(SqlDialect dialect, FeaturesQuery features, ScoringQuery scoring)
{
    /// <summary>What the objects are called.</summary>
    protected FeatureNames Names { get; } = new(dialect, features.Options);

    /// <summary>What the features are.</summary>
    protected FeaturesQuery Features { get; } = features;

    /// <summary>What is computed of them.</summary>
    protected ScoringQuery Scoring { get; } = scoring;

    /// <summary>The columns of the features, the key first, quoted, with their types.</summary>
    protected IReadOnlyList<(string Column, DataType Type)> Columns =>
    [
        .. Features.Keys.Select(key => (dialect.Quote(key.Name), KeyType(key.Sql))),
        .. Features.Features.Select(feature => (dialect.Quote(feature.Column), feature.ValueType)),
    ];

    /// <summary>The columns of the scores, the key first, quoted, with their types.</summary>
    protected IReadOnlyList<(string Column, DataType Type)> ScoreColumns
    {
        get
        {
            var names = new SqlNames(dialect);
            return
            [
                .. Features.WholeKey.Select(key => (dialect.Quote(names.Identifier(key.Name)), KeyType(key.Sql))),
                .. Scoring.Outputs.Select(output => (dialect.Quote(names.Identifier(output.Column)), output.ValueType)),
            ];
        }
    }

    /// <summary>Creates the objects.</summary>
    public abstract string Install();

    /// <summary>Removes them.</summary>
    public abstract string Uninstall();

    /// <summary>Lets roles use the objects; null where the engine has no roles.</summary>
    public virtual string? Grants() => null;

    /// <summary>The tables that features are computed of, quoted.</summary>
    protected IReadOnlyList<string> Tables => [.. Features.Plan.Relations
        .Where(relation => relation.Name == Features.Plan.Root || IsUsed(relation.Name))
        .Select(RelationNames.Declared(dialect).Table).Distinct(StringComparer.Ordinal)];

    /// <summary>Scores every row of the root, as of the current time or another one.</summary>
    public abstract string Score();

    /// <summary>The statements that create the functions that both need, each with a semicolon and a blank line.</summary>
    protected string SupportFunctions => string.Concat(Features.SupportFunctions(Scoring).Select(function => $"{function.Statement};\n\n"));

    /// <summary>The features.</summary>
    /// <param name="times">When.</param>
    protected string Select(AsOfTimes times) => Features.Select(RelationNames.Declared(dialect), times);

    /// <summary>The features and scores, the key first, of what gives the features as of a time.</summary>
    /// <param name="features">What gives the features, as it stands behind FROM.</param>
    protected string SelectScores(string features) => Features.SelectScoresOf(features, Scoring, Features.WholeKey);

    private bool IsUsed(string relation) => Features.Plan.Aggregations.Any(aggregation => aggregation.Relation == relation
            || aggregation.Path.Any(step => step.Target == relation) || aggregation.Sources.Any(source => Leads(source, relation)))
        || Features.Plan.Features.Any(source => Leads(source, relation));

    private static bool Leads(FeatureSource source, string relation) => source is ColumnSource column && column.Path.Any(step => step.Target == relation);

    private DataType KeyType(string column)
    {
        Relation root = Features.Plan.Relation(Features.Plan.Root);
        return root.Column(column).Type;
    }
}
